import { once } from "./once.ts";

/**
 * So many of a kind at once in this process; the others wait, first come first served. For what a burst must not take the
 * machine with; what takes its place and refuses the rest is places.ts.
 * @param name of the kind
 */
export async function atMost<T>(count: number, name: string, work: () => Promise<T>): Promise<T> {
  const gate = once(`at-most ${name}`, () => ({ running: 0, waiting: [] as (() => void)[] }));
  if (gate.running < count) gate.running += 1;
  else await new Promise<void>((go) => gate.waiting.push(go));
  try {
    return await work();
  } finally {
    // To the next one, or back.
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running -= 1;
  }
}
