import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import type { Claim } from "./claim.ts";
import { DumpCancelled, type DumpFailure, DumpLost } from "./failure.ts";
import { dumpSentence } from "./reason-words.ts";

export interface Product {
  readonly size: number;
  /** Hexadecimal, of the plain bytes. */
  readonly sha256: string;
  readonly serverVersion: string;
  readonly tables: number;
  readonly rows: number;
  readonly keyEnvelope: Buffer<ArrayBuffer>;
}

/**
 * From here on it can be downloaded. The chain is locked before the row, as by who cancels: else each waits for the other.
 * @throws DumpCancelled, DumpLost and then nothing is changed
 */
export async function completeDump(scope: Scope, claim: Claim, product: Product, keepUntil: Date | null): Promise<void> {
  const { size, sha256, serverVersion, tables, rows, keyEnvelope } = product;
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const { count } = await inner.db.databaseDump.updateMany({
      where: { id: claim.id, attempt: claim.attempt, state: "running", cancelAskedAt: null },
      data: {
        ...{
          state: "done",
          finishedAt: scope.clock.now(),
          keepUntil,
          reason: null,
          progress: { done: 1, bytesPerSecond: null, secondsLeft: 0 },
        },
        ...{ size, sha256, serverVersion, tables, rows, keyEnvelope },
      },
    });
    if (count === 0) throw await whyNot(inner, claim);
    const facts = { kind: claim.kind, bytes: size, sha256, tables, rows };
    await recordAudit(inner, { action: "dumps:complete", target: claim.fileName, facts });
  });
}

/** Ends it for a reason that is shown. Of a dump that another attempt has taken nothing is changed. */
export async function failDump(scope: Scope, claim: Claim, { reason, facts }: DumpFailure): Promise<void> {
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const { count } = await inner.db.databaseDump.updateMany({
      where: { id: claim.id, attempt: claim.attempt, state: { in: ["waiting", "running"] } },
      data: { state: "failed", finishedAt: scope.clock.now(), reason, facts },
    });
    if (count === 0) return;
    const cause = dumpSentence(reason, facts);
    await recordAudit(inner, { action: "dumps:fail", target: claim.fileName, facts: { kind: claim.kind, cause } });
  });
}

/** The end that somebody asked for; who did is an entry of its own (cancel.ts). */
export async function endCancelledDump(scope: Scope, { id, attempt }: Pick<Claim, "id" | "attempt">): Promise<void> {
  await scope.db.databaseDump.updateMany({
    where: { id, attempt, state: "running" },
    data: { state: "cancelled", finishedAt: scope.clock.now() },
  });
}

async function whyNot({ db }: Scope, { id, attempt }: Claim): Promise<Error> {
  const mine = await db.databaseDump.count({ where: { id, attempt, state: "running" } });
  return mine > 0 ? new DumpCancelled() : new DumpLost("another attempt has it");
}
