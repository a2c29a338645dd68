import { once } from "node:events";
import { ports } from "./settings.ts";

export interface Memory {
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** CPU time of the whole server process so far, all threads, user and system, in milliseconds. */
export async function serverCpu(): Promise<number> {
  const { user, system } = await evaluate<NodeJS.CpuUsage>("process.cpuUsage()");
  return (user + system) / 1000;
}

/** As it stands; `settled` collects garbage first, so that only what is kept counts. */
export async function serverMemory({ settled = false } = {}): Promise<Memory> {
  if (settled) await command("HeapProfiler.collectGarbage");
  return evaluate<Memory>("process.memoryUsage()");
}

/** The server's CPU profile, as `node --cpu-prof` writes it, while `run` works. */
export async function serverProfile(run: () => Promise<unknown>): Promise<unknown> {
  await using channel = await connect();
  await channel.send("Profiler.enable");
  await channel.send("Profiler.setSamplingInterval", { interval: 500 });
  await channel.send("Profiler.start");
  await run();
  return (await channel.send("Profiler.stop")).profile;
}

async function evaluate<T>(expression: string): Promise<T> {
  const { result } = await command("Runtime.evaluate", { expression, returnByValue: true });
  return (result as { value: T }).value;
}

async function command(method: string, params: object = {}): Promise<Record<string, unknown>> {
  await using channel = await connect();
  return await channel.send(method, params);
}

/** Connected only while it is asked: an idle inspector costs the server nothing. */
async function connect() {
  const targets = (await (await fetch(`http://127.0.0.1:${ports.inspector}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? "");
  await once(socket, "open");
  let sent = 0;
  const send = async (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    const id = ++sent;
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    const listen = ({ data }: MessageEvent) => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown>; error?: { message: string } };
      if (answer.id !== id) return;
      socket.removeEventListener("message", listen);
      if (answer.result) resolve(answer.result);
      else reject(new Error(`${method}: ${answer.error?.message}`));
    };
    socket.addEventListener("message", listen);
    socket.send(JSON.stringify({ id, method, params }));
    return promise;
  };
  return {
    send,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
