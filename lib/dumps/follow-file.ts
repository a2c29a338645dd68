import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const lookEveryMs = 50;
const chunkBytes = 1024 * 1024;

/**
 * A file that another process makes and writes, from its beginning to its end: what is not there yet is waited for until
 * `written` is settled.
 * @param signal ends the waiting, and the generator with its reason
 */
export async function* followFile(file: string, written: Promise<unknown>, signal: AbortSignal): AsyncGenerator<Buffer> {
  let over = false;
  const end = written.then(
    () => undefined,
    () => undefined,
  );
  void end.then(() => {
    over = true;
  });
  const wait = () => Promise.race([end, pause(lookEveryMs, undefined, { signal })]);
  let handle = await openIfThere(file);
  while (!handle && !over) {
    await wait();
    handle = await openIfThere(file);
  }
  if (!handle) return;
  try {
    for (let at = 0; ; ) {
      // Asked before it is read: what was written last is read after it.
      const last = over;
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
      signal.throwIfAborted();
      at += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (last) return;
      else await wait();
    }
  } finally {
    await handle.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  return open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
}
