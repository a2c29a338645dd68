import { backUp } from "#server/backup/back-up.ts";
import type { Command } from "./command.ts";

export const backUpCommand: Command = {
  name: "backup",
  usage: "--out DIRECTORY [--keys-out DIRECTORY]",
  about: "Backs the portal up into a new directory under --out; the key-encryption key goes to --keys-out, apart from it.",
  async run({ out = "", "keys-out": keysOut }) {
    const { directory, manifest, key, leftovers } = await backUp({ out, keysOut }, new Date());
    const rows = Object.values(manifest.rows).reduce((sum, each) => sum + each, 0);
    console.log(`${directory}: ${rows} rows of ${manifest.auditHeads} organisations, read back and counted`);
    console.log(
      key
        ? `${key}: the key-encryption key. Keep it where the backups are not: who has both has every key and password.`
        : "The key-encryption key is NOT in the backup, and without it no key and no password opens again: keep a copy of it elsewhere (--keys-out).",
    );
    if (leftovers.length > 0) console.log(`Left by interrupted backups, to be removed: ${leftovers.join(", ")} in ${out}`);
    return 0;
  },
};
