import { recordAudit } from "../audit/record.ts";
import { lockLine, madeGood } from "../certificates/issue.ts";
import { subjectText } from "../certificates/model.ts";
import { clockAt } from "../platform/clock.ts";
import { plainText } from "../platform/plain-text.ts";
import type { RefusalCode } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { type RenewalDoor, type RenewalResult, sameAttemptMinutes } from "./model.ts";

export interface Attempt {
  readonly number: number;
  /** That of the certificate that asked. */
  readonly generation: number;
  readonly commonName: string;
  readonly serial: string;
  readonly door: RenewalDoor;
  readonly result: RenewalResult;
  /** When it was refused; FAILED: by a fault of ours. */
  readonly reason?: RefusalCode | "FAILED";
  /** How often it came, when it is written once for all. */
  readonly times?: number;
}

/**
 * New rows of one certificate in sameAttemptMinutes, and in a day; more are counted in the newest: anyone has addresses and
 * names of programs without number, and whoever holds a revoked certificate may try for ever.
 */
const mostRows = 30;
const mostInADay = 60;

/**
 * Everything that certificates ask for themselves is seen: a row, and an entry of the log with it, in the caller's
 * transaction. The same again within some minutes is counted in the row, so that a program in a loop fills neither; the
 * next row's entry says how often the former came. The entry of a renewal is that of the certificate (finishCertificate),
 * which also ends what the line had been refused before.
 */
export async function recordAttempt(scope: Scope, attempt: Attempt): Promise<void> {
  // One moment: a line and its newest refusal find each other by it.
  const inner = { ...scope, clock: clockAt(scope.clock.now()) };
  if (attempt.result === "renewed") return addRow(inner, attempt);
  await lockLine(inner, { number: attempt.number }, attempt.result === "repeated" ? madeGood : {});
  const now = inner.clock.now();
  const rows = await inner.db.renewalAttempt.findMany({
    where: { number: attempt.number, generation: attempt.generation },
    orderBy: { lastAt: "desc" },
    take: 2 * mostInADay,
  });
  // Who was told to come again is written down later (record-busy.ts), and may have been told something else since.
  const overtaken = rows.some(({ lastAt }) => lastAt > now);
  if (attempt.result === "refused" && !overtaken) await noteRefusal(inner, attempt);
  const wanted = rowOf(inner, attempt);
  const former = rows.find((row) => sameFields.every((field) => row[field] === wanted[field]));
  // Of the same result: a refusal that was counted as a repeat would look like a renewal that came after it.
  const alike = rows.filter(({ result }) => result === attempt.result);
  const within = (minutes: number) =>
    alike.filter(({ firstAt }) => Math.abs(now.getTime() - firstAt.getTime()) < minutes * 60_000);
  const lately = within(sameAttemptMinutes);
  const enough = lately.length >= mostRows || within(24 * 60).length >= mostInADay;
  const counted = lately.find((row) => row === former) ?? (enough ? alike.at(0) : undefined);
  if (counted) {
    const lastAt = counted.lastAt > now ? counted.lastAt : now;
    const data = { count: { increment: attempt.times ?? 1 }, lastAt };
    await inner.db.renewalAttempt.update({ where: { id: counted.id }, data, select: { id: true } });
    return;
  }
  await addRow(inner, attempt);
  await recordAudit(inner, {
    action: attempt.result === "repeated" ? "certificates:renew-repeat" : "certificates:renew-refused",
    target: subjectText({ commonName: attempt.commonName, organization: inner.tenant.orcamoId }),
    facts: {
      number: attempt.number,
      generation: attempt.generation,
      ...(attempt.reason && { reason: attempt.reason }),
      ...attemptFacts(inner, attempt.door),
      ...(former && former.count > 1 && { repeated: former.count }),
    },
  });
}

/** On the line, for TOP: unless a newer refusal, of another generation too, or a newer certificate is there already. */
async function noteRefusal(inner: Scope, { number, reason }: Attempt): Promise<void> {
  const now = inner.clock.now();
  await inner.db.certificateLine.updateMany({
    where: {
      number,
      OR: [{ refusedAt: null }, { refusedAt: { lt: now } }],
      certificates: { none: { current: true, issuedAt: { gt: now } } },
    },
    data: { refusedAt: now, refusedReason: reason ?? "FAILED" },
  });
}

/** Which way, and what it was that asked. */
export function attemptFacts({ actor }: Pick<Scope, "actor">, door: RenewalDoor) {
  return { door, tlsVersion: actor.tlsVersion ?? "", program: plainText(actor.userAgent, 300) };
}

const sameFields = ["door", "result", "reason", "address", "tlsVersion", "program"] as const;

async function addRow(inner: Scope, attempt: Attempt): Promise<void> {
  const now = inner.clock.now();
  const data = { tenantId: inner.tenant.id, ...rowOf(inner, attempt), count: attempt.times ?? 1, firstAt: now, lastAt: now };
  await inner.db.renewalAttempt.create({ data, select: { id: true } });
}

function rowOf(inner: Scope, { number, generation, commonName, serial, door, result, reason }: Attempt) {
  const address = plainText(inner.actor.address, 100);
  return { number, generation, commonName, serial, result, reason: reason ?? null, address, ...attemptFacts(inner, door) };
}
