import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { execute, lastWords } from "../platform/execute.ts";

/** A user of the operating system. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export const startedByRoot = process.getuid?.() === 0;

/** @returns undefined when the machine has no such user. */
export function findAccount(name: string): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * The user of this name, made at the first call: without a home, a password or a shell. For root alone.
 * @throws Error with what useradd said
 */
export async function provideAccount(name: string): Promise<Account> {
  const found = findAccount(name);
  if (found) return found;
  const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  const made = await execute("useradd", [...options, name]);
  // Somebody else may have made it meanwhile.
  const account = findAccount(name);
  if (account) return account;
  throw new Error(`the system user ${name} could not be made: ${lastWords(made)}`);
}

/** Spawn options that drop to the account; the root directory, because it may not enter the current one. */
export function droppedTo(account: Account | undefined): { cwd?: string; uid?: number; gid?: number } {
  return account ? { ...account, cwd: "/" } : {};
}

/** Asked of the system itself: a clone under a home of mode 0700 is closed to every account but its owner's. */
export async function canEnter(directory: string, account: Account | undefined): Promise<boolean> {
  return (await execute("/bin/sh", ["-c", 'cd "$1"', "sh", directory], droppedTo(account))).code === 0;
}

/**
 * Where that goes which an account must reach and a closed directory cannot hold: one place a directory, since portals may
 * share a machine.
 */
export function placeAway(closed: string, parent = "/var/lib/orcamo-portal"): string {
  return path.join(parent, createHash("sha256").update(closed).digest("hex").slice(0, 12));
}
