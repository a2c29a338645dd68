import { restore } from "#server/backup/restore.ts";
import type { Command } from "./command.ts";

export const restoreCommand: Command = {
  name: "restore",
  usage: "--from DIRECTORY [--keys-from DIRECTORY]",
  about: "Puts a backup into an empty data directory or database. The portal must not run on it.",
  alone: true,
  async run({ from = "", "keys-from": keysFrom }) {
    const { manifest, nextNumber } = await restore({ from, keysFrom }, new Date(), (line) => console.log(line));
    console.log(`The portal is as it was at ${manifest.at}; everybody has to sign in again. Now start it: npm start`);
    console.log(`Certificates issued since are unknown to it; new ones begin with the number ${nextNumber}.`);
    console.log("What was revoked, stopped or changed since is as before: do it again (deploy/README.md, After a restore).");
    return 0;
  },
};
