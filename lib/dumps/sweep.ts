import type { Clock } from "../platform/clock.ts";

export async function sweepDumps(clock: Clock): Promise<void> {
  clock.now();
}
