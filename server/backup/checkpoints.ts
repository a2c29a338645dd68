import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { settle } from "./durable.ts";

const folder = "checkpoints";

/** Copies the log's signed checkpoints. @returns their names in the backup */
export function copyCheckpoints(from: string, backup: string): string[] {
  const names = filesOf(from).map((name) => path.posix.join(folder, name));
  for (const name of names) copyAnew(path.join(from, path.posix.relative(folder, name)), path.join(backup, name));
  return names;
}

/** Puts back what is missing. What stands there may be newer than the backup, and proves what was lost: it stays. */
export function returnCheckpoints(backup: string, names: readonly string[], to: string): void {
  for (const name of names.filter((each) => each.startsWith(`${folder}/`))) {
    const target = path.join(to, path.posix.relative(folder, name));
    if (!existsSync(target)) copyAnew(path.join(backup, name), target);
  }
}

function copyAnew(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(from, to);
  settle(to);
}

function filesOf(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return entries.filter((name) => statSync(path.join(directory, name)).isFile()).sort();
}
