import type { IncomingMessage } from "node:http";
import { once } from "#lib/platform/once.ts";
import { type Places, takePlace } from "#lib/platform/places.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { presented } from "#lib/renewals/presented.ts";

/** How many are worked on or wait for it: some seconds' work on two cores. */
export const renewals: Places = { name: "renewals", all: 400, tenant: 200, full: "RENEWALS_BUSY" };

/** Of these with one certificate: more terminals than share one. */
const mostOfOne = 40;

/**
 * A renewal, or the making of its file, at a place of its own, which it gives back before the answer goes out: that may wait
 * for its reader for ever. What one certificate asks for is done in turn. In the database it would wait for its line anyway,
 * each time with a connection in hand, and everybody else behind a program that asks without end.
 * @throws Refusal RENEWALS_BUSY
 */
export async function atPlace<T>(request: IncomingMessage, scope: Scope, work: () => Promise<T>): Promise<T> {
  const { number } = presented(scope);
  const lines = once("renewal-turns", () => new Map<number, { waiting: number; last: Promise<unknown> }>());
  const line = lines.get(number) ?? { waiting: 0, last: Promise.resolve() };
  if (line.waiting >= mostOfOne) throw new Refusal("RENEWALS_BUSY");
  using _place = takePlace(renewals, scope.tenant.id);
  const mine = line.last.then(() => {
    // Nobody reads the answer any more.
    if (request.socket.destroyed) throw new Refusal("RENEWALS_BUSY");
    return work();
  });
  lines.set(number, { waiting: line.waiting + 1, last: mine.catch(() => undefined) });
  try {
    return await mine;
  } finally {
    const left = lines.get(number);
    if (left && left.waiting > 1) lines.set(number, { ...left, waiting: left.waiting - 1 });
    else lines.delete(number);
  }
}
