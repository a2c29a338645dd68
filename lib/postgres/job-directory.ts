import { chmod, lchown, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { env } from "../platform/env.ts";
import { canEnter, placeAway } from "./os-account.ts";
import { sandboxAccount } from "./sandbox-account.ts";

/** Mode 0700, of the sandbox's user: plain bytes of a running job lie there and nowhere else. What was there goes. */
export async function makeJobDirectory(id: string): Promise<string> {
  const directory = path.join(await home(), nameOf(id));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  await handOver(directory);
  return directory;
}

export async function removeJobDirectory(id: string): Promise<void> {
  await rm(path.join(await home(), nameOf(id)), { recursive: true, force: true });
}

/**
 * Removes those of jobs that are over: a crash leaves them.
 * @param openIds asked after the directories were listed: a job that begins meanwhile has none among them
 */
export async function sweepJobDirectories(openIds: () => Promise<ReadonlySet<string>>): Promise<void> {
  const directory = await home();
  const names = await readdir(directory);
  const open = await openIds();
  for (const name of names) {
    if (!open.has(name)) await rm(path.join(directory, name), { recursive: true, force: true });
  }
}

/**
 * Gives a file in a job's directory to the sandbox's user, who could not read one of root's. A tool that a file has taken
 * over may have put a link there: what that leads to is never given away.
 */
export async function handOver(file: string): Promise<void> {
  const account = await sandboxAccount();
  if (account) await lchown(file, account.uid, account.gid);
}

/** One a data directory, since portals with databases of their own may share a machine and would sweep each other's. */
async function home(): Promise<string> {
  const { jobDir, dataDir } = env();
  const account = await sandboxAccount();
  const beside = jobDir === undefined && (account === undefined || (await canEnter(dataDir, account)));
  const directory = beside ? path.join(dataDir, "jobs") : path.join(placeAway(dataDir, jobDir), "jobs");
  await mkdir(directory, { recursive: true });
  // Entered, not listed, by the sandbox's user; the umask must not close it.
  if (account) await chmod(directory, 0o711);
  return directory;
}

/** The identifiers of rows: a name that would lead elsewhere is a mistake of the caller. */
function nameOf(id: string): string {
  if (!/^[\w-]{1,64}$/.test(id)) throw new Error(`Not the name of a job: ${id}`);
  return id;
}
