import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { settle } from "./durable.ts";

const folder = "checkpoints";

/** Copies the log's signed checkpoints. @returns their names in the backup */
export function copyCheckpoints(from: string, backup: string): string[] {
  const names = filesOf(from).map((name) => path.posix.join(folder, name));
  for (const name of names) copyAnew(path.join(from, path.posix.relative(folder, name)), path.join(backup, name));
  return names;
}

/**
 * Puts back what is missing. What stands there may be newer than the backup, and proves what was lost: it stays. With
 * checkpoints of another key none is mixed.
 */
export function returnCheckpoints(backup: string, names: readonly string[], to: string): void {
  const ours = names.filter((name) => name.startsWith(`${folder}/`));
  const present = filesOf(to).map((name) => path.posix.join(folder, name));
  if (present.some((name) => name.endsWith(".pem") && !ours.includes(name))) return;
  for (const name of ours.filter((each) => !present.includes(each))) {
    const [target, draft] = [path.join(to, path.posix.relative(folder, name)), path.join(to, ".draft")];
    copyAnew(path.join(backup, name), draft);
    // As the portal writes them: for everybody to read, for nobody to change.
    chmodSync(draft, 0o444);
    renameSync(draft, target);
  }
}

function copyAnew(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  rmSync(to, { force: true });
  copyFileSync(from, to);
  settle(to);
}

/** Nothing else that lies there: a manifest names no file that a restore would refuse to put back. */
function filesOf(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const ours = /^(?:\d{8}-\d{8}T\d{6}Z\.(?:json|sig|heads)|checkpoint-key-[0-9a-f-]{36}\.pem)$/;
  return readdirSync(directory)
    .filter((name) => ours.test(name))
    .sort();
}
