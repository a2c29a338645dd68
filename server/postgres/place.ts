import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Account, canEnter, placeAway, startedByRoot } from "#lib/postgres/os-account.ts";
import { StartFailure } from "#server/start/failure.ts";
import type { Say } from "#server/start/say.ts";

/** Where a new cluster goes: beside the other data, or where PostgreSQL's user can enter when root started the portal. */
export async function placeFor(home: string, account: Account | undefined, say: Say): Promise<string> {
  const beside = path.join(home, "postgres");
  if (existsSync(path.join(beside, "PG_VERSION"))) {
    throw new StartFailure(`${beside} holds a cluster, but its password file ${home}/cluster.json is gone: restore that file.`);
  }
  if (await canEnter(home, account)) return beside;
  const away = placeAway(home);
  say(`PostgreSQL's user cannot enter ${home}; the database goes to ${away}`);
  return away;
}

/** The major version that made the cluster in a directory; undefined when none has. */
export function majorOf(directory: string): number | undefined {
  const file = path.join(directory, "PG_VERSION");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : undefined;
}

/** A cluster runs as its owner. @throws StartFailure when this process may not. */
export function ownerOf(directory: string): Account | undefined {
  const { uid, gid } = statSync(directory);
  if (startedByRoot) return { uid, gid };
  if (uid === process.getuid?.()) return;
  throw new StartFailure(
    `${directory} belongs to the user with the number ${uid}: start the portal as the user who started it first.`,
  );
}

export function makeDirectory(directory: string, account: Account | undefined): void {
  mkdirSync(path.dirname(directory), { recursive: true });
  mkdirSync(directory, { mode: 0o700 });
  if (account) chownSync(directory, account.uid, account.gid);
}
