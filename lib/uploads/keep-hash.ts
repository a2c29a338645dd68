import { createHash, type Hash } from "node:crypto";
import { once } from "../platform/once.ts";

/**
 * SHA-256 of what is stored so far, kept between two requests of an upload, so that a large file is not read again at its
 * end. It counts only when nobody else has sent in between: then version and offset are what they were. A lost one (another
 * process, a restart, too many at once) is no harm: the worker reads the file.
 */
export function takeHash(id: string, version: number, offset: number): Hash | undefined {
  if (offset === 0) return createHash("sha256");
  const kept = hashes().get(id);
  hashes().delete(id);
  return kept && kept.version === version && kept.offset === offset ? kept.hash : undefined;
}

/** @param version as it will stand in the row when nobody sends */
export function keepHash(id: string, version: number, offset: number, hash: Hash | undefined): void {
  if (!hash) return;
  const kept = hashes();
  kept.delete(id);
  const [oldest] = kept.keys();
  if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
  kept.set(id, { version, offset, hash });
}

const most = 500;

function hashes() {
  return once("upload-hashes", () => new Map<string, { version: number; offset: number; hash: Hash }>());
}
