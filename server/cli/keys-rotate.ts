import { addKeyEncryptionKey } from "#lib/platform/secrets.ts";
import type { Command } from "./command.ts";
import { rewrapEverything } from "./rewrap.ts";

export const rotateKeys: Command = {
  name: "keys rotate",
  usage: "",
  about: "A new key-encryption key; every secret at rest is wrapped by it. Interrupted, run it again.",
  async run() {
    addKeyEncryptionKey();
    for (const [name, count] of Object.entries(await rewrapEverything())) console.log(`${count} ${name} wrapped by the new key`);
    console.log("The key file keeps the former keys: backups of the database from before today need them.");
    return 0;
  },
};
