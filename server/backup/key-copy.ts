import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "#server/start/failure.ts";
import { writePrivate } from "#server/start/write-private.ts";
import { sync } from "./durable.ts";
import { makeOwn } from "./place.ts";

/** The name of the copy, wherever the original lies. */
export const keyName = "key-encryption-key";

/** Copies the key-encryption key file. @throws StartFailure when another portal's key is there */
export function copyKey(from: string, directory: string): string {
  makeOwn(directory);
  const to = path.join(directory, keyName);
  placeKey(readFileSync(from), to);
  return to;
}

/**
 * Such a file only ever grows (rotation): of two states of one file the longer stays, and any other file is left alone.
 * @throws StartFailure when another portal's key is there
 */
export function placeKey(key: Buffer, to: string): void {
  const present = existsSync(to) ? readFileSync(to) : Buffer.alloc(0);
  if (present.length > 0 && present.subarray(0, key.length).equals(key)) return;
  if (!key.subarray(0, present.length).equals(present))
    throw new StartFailure(`${to} is another portal's key-encryption key: name another directory, or move that file away.`);
  writePrivate(to, key);
  sync(path.dirname(to));
}
