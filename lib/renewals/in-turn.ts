import { once } from "../platform/once.ts";
import { Refusal } from "../platform/refusal.ts";

/** Of one certificate, with what is under way: more terminals than share one. */
const mostOfOne = 40;

/**
 * What one certificate asks for is done in turn, in this process. In the database it would wait for its line anyway, each
 * time with a connection in hand, and everybody else behind a program that asks without end.
 * @param line whose turns: its number, or what else has turns of its own
 * @throws Refusal RENEWALS_BUSY
 */
export async function inTurn<T>(line: number | string, work: () => Promise<T>): Promise<T> {
  const lines = once("renewal-turns", () => new Map<number | string, { waiting: number; last: Promise<unknown> }>());
  const { waiting, last } = lines.get(line) ?? { waiting: 0, last: Promise.resolve() };
  if (waiting >= mostOfOne) throw new Refusal("RENEWALS_BUSY");
  const mine = last.then(work);
  lines.set(line, { waiting: waiting + 1, last: mine.catch(() => undefined) });
  try {
    return await mine;
  } finally {
    const left = lines.get(line);
    if (left && left.waiting > 1) lines.set(line, { ...left, waiting: left.waiting - 1 });
    else lines.delete(line);
  }
}
