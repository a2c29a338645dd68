import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";

/** Replaces a file as a whole, readable by its owner alone: a crash leaves the old or the new one, never a part. */
export function writePrivate(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  writeFileSync(handle, content);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
}
