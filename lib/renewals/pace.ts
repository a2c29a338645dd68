import { once } from "../platform/once.ts";
import type { Scope } from "../platform/scope.ts";
import { sameAttemptMinutes } from "./model.ts";
import { presented } from "./presented.ts";

/** How often in sameAttemptMinutes, for all who share one certificate. Only a program in a loop comes to the end of it. */
const paces = {
  /** Addresses of its new file: each is a row. */
  links: 300,
  /** Entries of the log that a program fetched the file. */
  fetched: 30,
  /** Files saved and passwords shown on /renewal: each is an entry of the log. */
  shown: 30,
} as const;

const mostKept = 50_000;

/** Counts one more, in this process: the log is there for ever, and a certificate alone must not fill it. @returns false when it is too often */
export function keepsPace(scope: Scope, what: keyof typeof paces): boolean {
  const counts = once("renewal-pace", () => new Map<string, { since: number; times: number }>());
  const key = `${what} ${presented(scope).number}`;
  const now = scope.clock.now().getTime();
  const known = counts.get(key);
  if (known && Math.abs(now - known.since) < sameAttemptMinutes * 60_000) {
    known.times += 1;
    return known.times <= paces[what];
  }
  if (counts.size >= mostKept) counts.clear();
  counts.set(key, { since: now, times: 1 });
  return true;
}
