import { writeCheckpoint } from "#lib/audit/write-checkpoint.ts";
import { env } from "#lib/platform/env.ts";
import type { Command } from "./command.ts";

export const writeCheckpointCommand: Command = {
  name: "audit checkpoint",
  usage: "",
  about: "Signs where every organisation's log stands, now and not at the next hour. Exit code 1 when a log was rewritten.",
  async run() {
    const { number, heads, refused } = await writeCheckpoint(new Date());
    console.log(`Checkpoint ${number} with ${heads} heads: ${env().checkpointDir}`);
    if (refused.length === 0) return 0;
    console.log(`${refused.length} not signed, since they do not continue what was signed before. Next: audit verify.`);
    return 1;
  },
};
