import { isUniqueViolation } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { keepAlive, type Life } from "../platform/keep-alive.ts";
import type { Scope } from "../platform/scope.ts";
import { ImportCancelled, ImportLost } from "./failure.ts";
import { type ImportPhase, type ImportProgress, importPhases } from "./model.ts";

/** The right to work on an import: the newest attempt's alone. Whatever another one writes finds no row. */
export type Claim = Exclude<Awaited<ReturnType<typeof claimImport>>, string | undefined>;

/**
 * By whoever holds the clinic, so nobody else is at work on it.
 * @returns undefined when there is nothing to do: it is over, or its hour has not come; "another runs" for a reserved one
 *   whose hour comes while another import of the clinic, begun by day, is given up for the moment
 */
export async function claimImport(scope: Scope, id: string) {
  try {
    return await claimRow(scope, id);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return "another runs" as const;
  }
}

function claimRow(scope: Scope, id: string) {
  const now = scope.clock.now();
  return inTransaction(scope, async ({ db }) => {
    const [row] = await db.databaseImport.updateManyAndReturn({
      where: { id, state: { in: [...importPhases] }, OR: [{ scheduledFor: null }, { scheduledFor: { lte: now } }] },
      data: { state: "checking", attempt: { increment: 1 }, heartbeatAt: now },
      select: claimFields,
    });
    if (!row) return undefined;
    if (!row.startedAt) await db.databaseImport.update({ where: { id }, data: { startedAt: now }, select: { id: true } });
    return row;
  });
}

const claimFields = {
  id: true,
  attempt: true,
  kind: true,
  fileName: true,
  uploadId: true,
  bytes: true,
  userId: true,
  statedVersion: true,
  keepStaging: true,
  cancelAskedAt: true,
  startedAt: true,
  progress: true,
  facts: true,
  report: true,
  safetyDumpId: true,
  log: true,
} as const;

/** Ends with ImportCancelled or ImportLost, or with what ended the worker. */
export function stayAlive({ db, clock }: Scope, { id, attempt }: Claim, outer: AbortSignal): Life<ImportProgress> {
  const beat = async (shown: ImportProgress | undefined) => {
    const [row] = await db.databaseImport.updateManyAndReturn({
      where: { id, attempt, state: { in: [...importPhases] } },
      data: { heartbeatAt: clock.now(), ...(shown && { progress: { ...shown } }) },
      select: { cancelAskedAt: true, state: true },
    });
    if (!row) return new ImportLost("another attempt has it");
    // Once it swaps nobody turns back: `advance` has looked at the wish for the last time.
    return row.cancelAskedAt && row.state !== "swapping" ? new ImportCancelled() : undefined;
  };
  return keepAlive(beat, (message, options) => new ImportLost(message, options), outer);
}

/** Into the next phase, if it is still ours to go there. @throws ImportCancelled, ImportLost and then nothing is changed */
export async function advance(
  { db, clock }: Scope,
  { id, attempt }: Pick<Claim, "id" | "attempt">,
  [from, to]: readonly [ImportPhase, ImportPhase],
  data: Parameters<Scope["db"]["databaseImport"]["updateMany"]>[0]["data"],
): Promise<void> {
  const { count } = await db.databaseImport.updateMany({
    where: { id, attempt, state: from, cancelAskedAt: null },
    data: { ...data, state: to, heartbeatAt: clock.now() },
  });
  if (count > 0) return;
  const mine = await db.databaseImport.count({ where: { id, attempt, state: from } });
  throw mine > 0 ? new ImportCancelled() : new ImportLost("another attempt has it");
}
