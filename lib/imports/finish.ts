import { recordAudit } from "../audit/record.ts";
import type { SwapRecord } from "../databases/swap.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import type { Scope } from "../platform/scope.ts";
import type { Claim } from "./claim.ts";
import { type ImportFailure, ImportLost } from "./failure.ts";
import { asideKeepDays, type ImportPhase, importKindLabels, importPhases, stagingKeepDays } from "./model.ts";
import { importSentence } from "./reason-words.ts";
import type { ImportLog } from "./write-log.ts";

type Change = Parameters<Scope["db"]["databaseImport"]["updateMany"]>[0]["data"];

/** @param stagingName of the database that stays to be looked at. @throws ImportLost and then nothing is changed */
export async function completeTest(scope: Scope, claim: Claim, log: ImportLog, stagingName: string | undefined): Promise<void> {
  log.note(
    stagingName ? "テストインポートが完了しました。確認用データベースは7日間残ります。" : "テストインポートが完了しました。",
  );
  const staging = stagingName ? { stagingName, stagingUntil: daysLater(scope.clock.now(), stagingKeepDays) } : {};
  await end(scope, claim, { state: "done", log: log.text(), progress: whole("comparing"), ...staging }, (inner) =>
    recordAudit(inner, { action: "imports:complete", target: claim.fileName, facts: { id: claim.id, kind: claim.kind } }),
  );
}

/** After the swap, which the tenants' server knows for good: also by an attempt that only finds it done. */
export async function completeLive(scope: Scope, claim: Claim, log: ImportLog, swap: SwapRecord): Promise<void> {
  log.note("切り替えが完了しました。元のデータベースは14日間保存され、その間は元に戻せます。");
  const change = {
    state: "done",
    log: log.text(),
    progress: whole("swapping"),
    swappedAt: swap.swappedAt,
    asideName: swap.aside,
    asideUntil: daysLater(swap.swappedAt, asideKeepDays),
  } as const;
  await end(scope, claim, change, (inner) =>
    recordAudit(inner, { action: "imports:complete", target: claim.fileName, facts: { id: claim.id, kind: claim.kind } }),
  );
}

/** @throws ImportLost and then nothing is changed */
export async function failImport(scope: Scope, claim: Claim, log: ImportLog, { reason, facts }: ImportFailure): Promise<void> {
  const cause = importSentence(reason, facts);
  log.note(`異常終了: ${cause}`);
  await end(scope, claim, { state: "failed", log: log.text(), reason, facts }, (inner) =>
    recordAudit(inner, { action: "imports:fail", target: claim.fileName, facts: { id: claim.id, kind: claim.kind, cause } }),
  );
}

/** The end that somebody asked for; who did is an entry of its own (cancel.ts). */
export function endCancelled(scope: Scope, claim: Claim, log: ImportLog): Promise<void> {
  log.note(`${importKindLabels[claim.kind]}はキャンセルされました。現行のデータは変わっていません。`);
  return end(scope, claim, { state: "cancelled", log: log.text() }, async () => undefined);
}

/** Into the queue again, for another worker or for later. A worker that was stopped does not count as one that died. */
export async function handBack(
  scope: Scope,
  { id, attempt, facts }: Claim,
  log: ImportLog,
  { seconds, counts }: { readonly seconds: number; readonly counts: boolean },
): Promise<void> {
  await inTransaction(scope, async (inner) => {
    const { count } = await inner.db.databaseImport.updateMany({
      where: { id, attempt, state: { in: [...importPhases] } },
      data: { heartbeatAt: null, log: log.text(), facts: { handedBack: handedBack(facts) + (counts ? 0 : 1) } },
    });
    if (count === 0) throw new ImportLost("another attempt has it");
    await enqueue(inner, "run-import", { orcamoId: scope.tenant.orcamoId, id }, { startAfter: seconds, singletonKey: id });
  });
}

/** How often a worker gave it back in good order. While an import is open its facts hold nothing else. */
export function handedBack(facts: unknown): number {
  const count = (facts as { readonly handedBack?: unknown } | null)?.handedBack;
  return typeof count === "number" ? count : 0;
}

function end(scope: Scope, { id, attempt }: Claim, change: Change, record: (inner: Scope) => Promise<void>): Promise<void> {
  return inTransaction(scope, async (inner) => {
    const { count } = await inner.db.databaseImport.updateMany({
      where: { id, attempt, state: { in: [...importPhases] } },
      data: { facts: {}, ...change, finishedAt: scope.clock.now(), heartbeatAt: null },
    });
    if (count === 0) throw new ImportLost("another attempt has it");
    await record(inner);
  });
}

function whole(phase: ImportPhase) {
  return { phase, done: 1, bytesPerSecond: null, secondsLeft: 0, item: null };
}

function daysLater(from: Date, days: number): Date {
  return new Date(from.getTime() + days * 86_400_000);
}
