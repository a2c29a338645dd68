import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "./failure.ts";
import { takeLock } from "./process-lock.ts";

/**
 * Makes the data directory and takes it for this process alone. Others may pass through it but not list it:
 * PostgreSQL's user must reach the cluster inside, and each private file has a mode of its own.
 *
 * @returns gives the directory back.
 * @throws StartFailure when it cannot be written or another start has it.
 */
export function takeDataDirectory(directory: string): () => void {
  const probe = path.join(directory, `.writable-${process.pid}`);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o711 });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new StartFailure(`${directory} is not writable (${code}): give it to this user, or name another in PORTAL_DATA_DIR.`);
  }
  const release = takeLock(path.join(directory, "portal.lock"));
  if (typeof release === "function") return release;
  throw new StartFailure(
    `The portal already runs on ${directory} (process ${release}): stop that one, or name another in PORTAL_DATA_DIR.`,
  );
}
