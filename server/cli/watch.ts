import { setTimeout as pause } from "node:timers/promises";
import { formatBytes, formatDuration } from "#lib/platform/format.ts";
import { systemPool } from "#lib/platform/system-db.ts";

export interface Sight {
  /** In the words of the screens. */
  readonly state: string;
  /** Nobody works on it yet. */
  readonly waiting: boolean;
  readonly over: boolean;
  readonly done: number | undefined;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Lines on standard error, so that the answer on standard output stays alone. */
const note = (line: string) => process.stderr.write(`${line}\n`);

/**
 * `--wait`: shows how far it is until it is over. Ctrl-C ends the watching and nothing else.
 * @param afterwards says how to look again
 * @returns false when the person stopped watching
 */
export async function watch(look: () => Promise<Sight>, afterwards: string): Promise<boolean> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once("SIGINT", leave).once("SIGTERM", leave);
  try {
    for (let last = "", second = 0; ; second++) {
      const sight = await look();
      const line = words(sight);
      if (line !== last && (second % 2 === 0 || sight.over)) {
        note(line);
        last = line;
      }
      if (sight.over) return true;
      if (sight.waiting && second % 60 === 3) await tellWhoWorks();
      await pause(1000, undefined, { signal: leaving.signal });
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    note(`No longer watched; it goes on by itself. To look again: ${afterwards}`);
    return false;
  } finally {
    process.off("SIGINT", leave).off("SIGTERM", leave);
  }
}

function words({ state, over, done, bytesPerSecond, secondsLeft }: Sight): string {
  if (over) return state;
  const parts = [
    done === undefined ? undefined : `${Math.floor(done * 100)}%`,
    bytesPerSecond ? `${formatBytes(bytesPerSecond)}/s` : undefined,
    secondsLeft === null ? undefined : `残り ${formatDuration(secondsLeft)}`,
  ];
  return [state, ...parts.filter(Boolean)].join("  ");
}

/** Whoever waits for nothing should know. */
async function tellWhoWorks(): Promise<void> {
  const { rowCount } = await systemPool().query(
    "SELECT FROM pg_stat_activity WHERE application_name = 'portal-worker' AND datname = current_database() LIMIT 1",
  );
  note(
    rowCount
      ? "Waiting: another import or dump of this clinic is running, or all workers are busy."
      : "No worker is running: start the portal (npm start) or a worker (npm run worker). It begins by itself then.",
  );
}
