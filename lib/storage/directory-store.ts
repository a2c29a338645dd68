import { randomBytes } from "node:crypto";
import { mkdir, open, opendir, readFile, rename, rm, statfs } from "node:fs/promises";
import path from "node:path";
import type { ObjectStore } from "./object-store.ts";
import { storageFailure } from "./storage-failure.ts";

/** Objects as files of mode 0600 in directories of mode 0700. */
export function directoryStore(root: string): ObjectStore {
  return {
    put: (name, parts) => putFile(path.join(root, name), parts).catch(storageFailure),
    get: (name) => readFile(path.join(root, name)).catch(unlessThere).catch(storageFailure),
    removeAll: (folder, id) => removeDirectory(path.join(root, folder), id).catch(storageFailure),
    ids: (folder) => directories(path.join(root, folder)),
    space: () => freeSpace(root).catch(storageFailure),
  };
}

/** Beside its name, whole, then renamed: a power cut at any moment leaves the former bytes or these. */
async function putFile(file: string, parts: readonly Buffer[]): Promise<void> {
  const directory = path.dirname(file);
  await makeDirectory(directory);
  const partial = path.join(directory, `.${randomBytes(8).toString("hex")}.part`);
  try {
    const handle = await open(partial, "wx", 0o600);
    try {
      await handle.writeFile(parts);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** The names of new directories must outlive a power cut, too: each stands in its parent. */
async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (!first) return;
  for (let made = directory; made.length >= first.length; made = path.dirname(made)) await syncDirectory(path.dirname(made));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeDirectory(folder: string, id: string): Promise<void> {
  await rm(path.join(folder, id), { recursive: true, force: true, maxRetries: 3 });
  await syncDirectory(folder).catch(unlessThere);
}

async function* directories(folder: string): AsyncIterable<string> {
  const found = await opendir(folder).catch(unlessThere).catch(storageFailure);
  if (!found) return;
  for await (const entry of found) if (entry.isDirectory()) yield entry.name;
}

async function freeSpace(root: string) {
  await makeDirectory(root);
  const found = await statfs(root);
  return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

function unlessThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
