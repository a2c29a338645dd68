import { hash } from "node:crypto";
import type { RenewalRules } from "./model.ts";

export interface Suggestion {
  readonly window: { readonly start: Date; readonly end: Date };
  readonly time: Date;
}

const dayMs = 86_400_000;

/**
 * When a certificate had best be renewed, as ACME's renewal information (RFC 9773) tells it: at a moment of its own within
 * the window, drawn by a hash of its serial number, so that what was issued in one week does not come back in one hour.
 * The window ends before the certificate does: who missed the moment has days left.
 */
export function suggestedRenewal(
  { serial, issuedAt, notAfter }: { readonly serial: string; readonly issuedAt: Date; readonly notAfter: Date },
  { windowDays, minimumAgeHours }: RenewalRules,
): Suggestion {
  const opens = Math.max(notAfter.getTime() - windowDays * dayMs, issuedAt.getTime() + minimumAgeHours * 3_600_000);
  const start = Math.min(opens, notAfter.getTime());
  const end = notAfter.getTime() - (notAfter.getTime() - start) / reserve;
  const share = Buffer.from(hash("sha256", serial, "buffer")).readUIntBE(0, 6) / 2 ** 48;
  return { window: { start: new Date(start), end: new Date(end) }, time: new Date(Math.floor(start + share * (end - start))) };
}

/** One part in four of what is left: 25 days of 100. */
const reserve = 4;
