import { permit } from "../access/permissions.ts";
import { fileStamp } from "../platform/format.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import {
  cancellable,
  type ImportKind,
  type ImportProgress,
  type ImportReport,
  type ImportState,
  isOpen,
  testBeforeDays,
} from "./model.ts";
import { importSentence } from "./reason-words.ts";

export interface ImportRow {
  readonly id: string;
  readonly kind: ImportKind;
  readonly state: ImportState;
  readonly fileName: string;
  readonly bytes: number | null;
  /** システム where no person asked. */
  readonly loginId: string;
  readonly createdAt: Date;
  readonly scheduledFor: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly rolledBackAt: Date | null;
  /** A cancel was asked for and is still to be noticed. */
  readonly cancelling: boolean;
  readonly progress: ImportProgress | null;
  /** Why it failed: cause and action. */
  readonly sentence: string | null;
}

export interface ImportView extends ImportRow {
  readonly uploadId: string | null;
  readonly sha256: string | null;
  /** null: 自動判定. */
  readonly statedVersion: number | null;
  readonly keepStaging: boolean;
  /** How many workers took it; more than one after a crash. */
  readonly attempt: number;
  readonly reason: string | null;
  readonly report: ImportReport | null;
  readonly hasLog: boolean;
  readonly swappedAt: Date | null;
  /** The database that a test left to look at, and until when. */
  readonly staging: { readonly name: string; readonly until: Date } | null;
  /** 元に戻す can be pressed until then. */
  readonly rollBackUntil: Date | null;
  readonly safetyDumpId: string | null;
  readonly canCancel: boolean;
  readonly canRollBack: boolean;
  readonly canDiscard: boolean;
}

/** What changes while it runs: asked each second while somebody watches. */
export type ImportStep = Pick<ImportRow, "id" | "state" | "cancelling" | "progress">;

/** Newest first. */
export async function listImports(scope: Scope): Promise<ImportRow[]> {
  permit(scope, "databases:read");
  const rows = await scope.db.databaseImport.findMany({
    select: rowFields,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return rows.map(asRow);
}

/** @throws Refusal NOT_FOUND */
export async function getImport(scope: Scope, id: string): Promise<ImportView> {
  permit(scope, "databases:read");
  const row = await scope.db.databaseImport.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: viewFields,
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  const now = scope.clock.now();
  const { report, log, asideUntil, stagingName, stagingUntil, uploadId, sha256, statedVersion, reason } = row;
  const { keepStaging, attempt, swappedAt, safetyDumpId } = row;
  const rollBackUntil = row.state === "done" && asideUntil && asideUntil > now ? asideUntil : null;
  const staging = stagingName && stagingUntil && stagingUntil > now ? { name: stagingName, until: stagingUntil } : null;
  const later = rollBackUntil && swappedAt ? await countLaterSwaps(scope, swappedAt) : 0;
  return {
    ...asRow(row),
    ...{ uploadId, sha256, statedVersion, keepStaging, attempt, reason, swappedAt, safetyDumpId, staging },
    report: report as ImportReport | null,
    hasLog: log !== "",
    rollBackUntil: later === 0 ? rollBackUntil : null,
    canCancel: cancellable.has(row.state) && !row.cancelAskedAt,
    canRollBack: rollBackUntil !== null && later === 0,
    canDiscard: staging !== null,
  };
}

/** @throws Refusal NOT_FOUND */
export async function getImportStep(scope: Scope, id: string): Promise<ImportStep> {
  permit(scope, "databases:read");
  const row = await scope.db.databaseImport.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: { id: true, state: true, cancelAskedAt: true, progress: true },
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  return { id, state: row.state, cancelling: isCancelling(row), progress: row.progress as ImportProgress | null };
}

/** インポートログ: lines of plain text, which a page escapes. @throws Refusal NOT_FOUND */
export async function readImportLog(scope: Scope, id: string): Promise<{ fileName: string; text: string }> {
  permit(scope, "databases:read");
  const row = await scope.db.databaseImport.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: { log: true, createdAt: true },
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  return { fileName: `${scope.tenant.orcamoId}_import_${fileStamp(row.createdAt)}.log`, text: row.log };
}

/** When a test import last succeeded, within the days that count. */
export async function lastGoodTest(scope: Scope): Promise<Date | undefined> {
  permit(scope, "databases:read");
  const since = new Date(scope.clock.now().getTime() - testBeforeDays * 86_400_000);
  const row = await scope.db.databaseImport.findFirst({
    where: { kind: "test", state: "done", finishedAt: { gte: since } },
    orderBy: { finishedAt: "desc" },
    select: { finishedAt: true },
  });
  return row?.finishedAt ?? undefined;
}

/** What was set aside before a later one cannot come back without losing that one. */
function countLaterSwaps({ db }: Scope, swappedAt: Date): Promise<number> {
  return db.databaseImport.count({ where: { swappedAt: { gt: swappedAt }, state: { not: "rolledBack" } } });
}

const rowFields = {
  id: true,
  kind: true,
  state: true,
  fileName: true,
  bytes: true,
  loginId: true,
  createdAt: true,
  scheduledFor: true,
  startedAt: true,
  finishedAt: true,
  rolledBackAt: true,
  cancelAskedAt: true,
  progress: true,
  reason: true,
  facts: true,
} as const;

const viewFields = {
  ...rowFields,
  uploadId: true,
  sha256: true,
  statedVersion: true,
  keepStaging: true,
  attempt: true,
  report: true,
  log: true,
  swappedAt: true,
  stagingName: true,
  stagingUntil: true,
  asideUntil: true,
  safetyDumpId: true,
} as const;

interface FoundRow extends Omit<ImportRow, "bytes" | "cancelling" | "progress" | "sentence"> {
  readonly bytes: bigint | null;
  readonly cancelAskedAt: Date | null;
  readonly progress: unknown;
  readonly reason: string | null;
  readonly facts: unknown;
}

function asRow(row: FoundRow): ImportRow {
  const { id, kind, state, fileName, bytes, loginId, createdAt, scheduledFor, startedAt, finishedAt, rolledBackAt } = row;
  return {
    ...{ id, kind, state, fileName, loginId, createdAt, scheduledFor, startedAt, finishedAt, rolledBackAt },
    bytes: bytes === null ? null : Number(bytes),
    cancelling: isCancelling(row),
    progress: row.progress as ImportProgress | null,
    sentence: state === "failed" ? importSentence(row.reason ?? "", (row.facts ?? {}) as Record<string, string | number>) : null,
  };
}

function isCancelling({ state, cancelAskedAt }: { state: ImportState; cancelAskedAt: Date | null }): boolean {
  return isOpen(state) && cancelAskedAt !== null;
}
