import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "#server/start/failure.ts";
import { sha256Of } from "./durable.ts";
import type { Manifest } from "./manifest.ts";

export async function describeFiles(directory: string, names: readonly string[]): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for (const name of names) {
    const file = path.join(directory, name);
    files.push({ name, bytes: statSync(file).size, sha256: await sha256Of(file) });
  }
  return files;
}

/** @throws StartFailure naming the first file that is missing or not as it was */
export async function requireWholeFiles(directory: string, { files }: Manifest): Promise<void> {
  for (const { name, bytes, sha256 } of files) {
    const file = path.join(directory, name);
    if (existsSync(file) && statSync(file).size === bytes && (await sha256Of(file)) === sha256) continue;
    throw new StartFailure(`${file} is missing or damaged (its SHA-256 is not that of the manifest): take another backup.`);
  }
}
