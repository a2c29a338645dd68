import {
  chownSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** Those that are missing or have other content. */
export function differing(directory: string, files: ReadonlyMap<string, string>): Map<string, string> {
  const same = (file: string, content: string) => existsSync(file) && readFileSync(file, "utf8") === content;
  return new Map([...files].filter(([name, content]) => !same(path.join(directory, name), content)));
}

/** Replaces each file as a whole, for the owner of the directory: PostgreSQL refuses a key of somebody else's. */
export function writeFiles(directory: string, files: ReadonlyMap<string, string>): void {
  const owner = statSync(directory);
  for (const [name, content] of files) {
    const file = path.join(directory, name);
    makeDirectory(path.dirname(file), owner);
    replace(file, content, owner);
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function makeDirectory(directory: string, owner: Owner): void {
  if (existsSync(directory)) return;
  mkdirSync(directory, { mode: 0o700 });
  give(directory, owner);
}

function replace(file: string, content: string, owner: Owner): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  // As it was: distributions let a group read pg_hba.conf.
  if (existsSync(file)) fchmodSync(handle, statSync(file).mode & 0o640);
  writeFileSync(handle, content);
  fsyncSync(handle);
  closeSync(handle);
  give(draft, existsSync(file) ? statSync(file) : owner);
  renameSync(draft, file);
}

function give(place: string, { uid, gid }: Owner): void {
  if (process.getuid?.() === 0) chownSync(place, uid, gid);
}
