import { Client } from "pg";

export interface Program {
  /** Milliseconds between two answers, the longest since the last call, after an answer that was asked for from now on. */
  longestGap(): Promise<number>;
  stop(): Promise<void>;
}

/** Asks all the time, and connects again as soon as it is cut off. */
export async function startProgram(url: string): Promise<Program> {
  let stopped = false;
  let answers = 0;
  let last = performance.now();
  let longest = 0;
  const ask = async () => {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      while (!stopped) {
        await client.query("SELECT count(*) FROM public.tbl_ptinf WHERE ptid < 100");
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
        answers++;
      }
    } catch {
      // Cut off, or held off: again.
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const run = async () => {
    while (!stopped) await ask();
  };
  const running = run();
  const answered = async (more: number) => {
    for (const wanted = answers + more; answers < wanted; ) await new Promise((resolve) => setImmediate(resolve));
  };
  await answered(1);
  longest = 0;
  const longestGap = async () => {
    await answered(2);
    const found = longest;
    longest = 0;
    return found;
  };
  const stop = () => {
    stopped = true;
    return running;
  };
  return { longestGap, stop };
}
