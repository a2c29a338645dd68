import { closeOverlaps } from "#server/worker/close-overlaps.ts";
import { daysLater } from "./scopes.ts";

/** A worker that closes what is over, for tests that kill it. Its log says each line that it has closed. */
await closeOverlaps(daysLater(Number(process.argv[2])));
process.exit(0);
