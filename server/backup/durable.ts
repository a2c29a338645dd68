import { createHash } from "node:crypto";
import { chmodSync, closeSync, createReadStream, fsyncSync, openSync } from "node:fs";
import { pipeline } from "node:stream/promises";

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** On the disk, readable by its owner alone. */
export function settle(file: string): void {
  chmodSync(file, 0o600);
  sync(file);
}

/** A directory's own entry for a file outlives a power cut only after this. */
export function sync(place: string): void {
  const handle = openSync(place, "r");
  fsyncSync(handle);
  closeSync(handle);
}
