import { readFileSync } from "node:fs";
import { execute, lastWords } from "#lib/platform/execute.ts";
import { StartFailure } from "#server/start/failure.ts";

/** The operating-system user that PostgreSQL runs as when the portal was started by root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const ownName = "orcamo-portal";

export const startedByRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root; undefined when nothing must be dropped. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (!startedByRoot) return;
  return lookUp("postgres") ?? lookUp(ownName) ?? (await createAccount());
}

/** Spawn options that drop to the account; the root directory, because it may not enter the current one. */
export function droppedTo(account: Account | undefined): { cwd?: string; uid?: number; gid?: number } {
  return account ? { ...account, cwd: "/" } : {};
}

/** Asked of the system itself: a clone under a home of mode 0700 is closed to every account but its owner's. */
export async function canEnter(directory: string, account: Account | undefined): Promise<boolean> {
  return (await execute("/bin/sh", ["-c", 'cd "$1"', "sh", directory], droppedTo(account))).code === 0;
}

function lookUp(name: string): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

async function createAccount(): Promise<Account> {
  const made = await execute("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    "--shell",
    "/usr/sbin/nologin",
    ownName,
  ]);
  const account = lookUp(ownName);
  if (account) return account;
  throw new StartFailure(`PostgreSQL may not run as root and the system user ${ownName} could not be made: ${lastWords(made)}`);
}
