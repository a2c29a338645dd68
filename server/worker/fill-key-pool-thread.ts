import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { makePooledKey } from "#lib/authority/pooled-key.ts";

/**
 * The thread that makes keys ahead, one for each message; what goes out is sealed. On Linux 0 is the calling thread, and the
 * others keep their priority; elsewhere it would be the whole process.
 */
if (process.platform === "linux") setPriority(0, 19);
parentPort?.on("message", () => parentPort?.postMessage(makePooledKey()));
