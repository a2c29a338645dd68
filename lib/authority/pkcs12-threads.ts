import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { once } from "#lib/platform/once.ts";
import type { Derivation } from "./pkcs12-derivation.ts";

/**
 * Derives on a worker thread, in the order asked. Threads start on demand, one less than there are cores and at most
 * four, and let the process end when nothing is asked of them.
 */
export function deriveAside(derivations: readonly Derivation[]): Promise<Buffer[]> {
  const { threads, limit } = once("pkcs12-threads", makePool);
  const idle = threads.find((thread) => thread.waiting.size === 0);
  const thread = idle ?? (threads.length < limit ? start(threads) : leastBusy(threads));
  return ask(thread, derivations);
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithResolvers<Buffer[]>>;
  asked: number;
}

function makePool() {
  return { threads: [] as Thread[], limit: Math.min(4, Math.max(1, availableParallelism() - 1)) };
}

/**
 * `new Worker(new URL(…, import.meta.url))`, written in one expression, is understood by Node, which runs the file as
 * it stands, and by Turbopack, which bundles it (seen in dev and in a build): neither needs to know where the other is.
 */
function start(threads: Thread[]): Thread {
  const worker = new Worker(new URL("./pkcs12-worker.ts", import.meta.url));
  const thread: Thread = { worker, waiting: new Map(), asked: 0 };
  worker.on("message", ({ id, derived }: { id: number; derived: Uint8Array[] }) => {
    thread.waiting.get(id)?.resolve(derived.map((bytes) => Buffer.from(bytes)));
    thread.waiting.delete(id);
    if (thread.waiting.size === 0) worker.unref();
  });
  const lost = (cause: unknown) => {
    threads.splice(threads.indexOf(thread), threads.includes(thread) ? 1 : 0);
    for (const asked of thread.waiting.values()) asked.reject(new Error("The PKCS#12 thread ended.", { cause }));
    thread.waiting.clear();
  };
  worker.on("error", lost);
  worker.on("exit", lost);
  threads.push(thread);
  return thread;
}

function ask(thread: Thread, derivations: readonly Derivation[]): Promise<Buffer[]> {
  const answer = Promise.withResolvers<Buffer[]>();
  const id = thread.asked++;
  thread.waiting.set(id, answer);
  thread.worker.ref();
  thread.worker.postMessage({ id, derivations });
  return answer.promise;
}

function leastBusy(threads: Thread[]): Thread {
  return threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
}
