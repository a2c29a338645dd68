import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { type DumpKind, type DumpProgress, type DumpState, type DumpStep, isOpenDump } from "./model.ts";
import { dumpSentence } from "./reason-words.ts";

export interface DumpRow {
  readonly id: string;
  readonly kind: DumpKind;
  readonly state: DumpState;
  readonly fileName: string;
  /** システム for the schedule. */
  readonly loginId: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** A cancel was asked for and is still to be noticed. */
  readonly cancelling: boolean;
  readonly progress: DumpProgress | null;
  /** Why it failed: cause and action. */
  readonly sentence: string | null;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly serverVersion: string | null;
  readonly tables: number | null;
  readonly rows: number | null;
  /** It is removed by itself then. */
  readonly keepUntil: Date | null;
}

export interface DumpScheduleView {
  readonly enabled: boolean;
  readonly minute: number;
  readonly keep: number;
  readonly version: number;
  /** The day (Japan) of the last one. */
  readonly lastDay: string | null;
}

/** All but the removed ones, newest first. */
export async function listDumps(scope: Scope): Promise<DumpRow[]> {
  permit(scope, "databases:read");
  const rows = await scope.db.databaseDump.findMany({
    where: { state: { not: "removed" } },
    select: rowFields,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 200,
  });
  return rows.map(asRow);
}

/** @throws Refusal NOT_FOUND */
export async function getDump(scope: Scope, id: string): Promise<DumpRow> {
  permit(scope, "databases:read");
  const row = await scope.db.databaseDump.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: rowFields,
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  return asRow(row);
}

/** The dumps that are being made: asked each second while somebody watches. */
export async function followDumps(scope: Scope): Promise<DumpStep[]> {
  permit(scope, "databases:read");
  const rows = await scope.db.databaseDump.findMany({
    where: { state: { in: ["waiting", "running"] } },
    select: { id: true, state: true, progress: true, cancelAskedAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: 20,
  });
  return rows.map(asStep);
}

/** What a clinic without one sees first: off, at 21:00, seven kept. */
export async function getDumpSchedule(scope: Scope): Promise<DumpScheduleView> {
  permit(scope, "databases:read");
  const row = await scope.db.dumpSchedule.findUnique({
    where: { tenantId: scope.tenant.id },
    select: { enabled: true, minute: true, keep: true, version: true, lastDay: true },
  });
  return row ?? { enabled: false, minute: 21 * 60, keep: 7, version: 0, lastDay: null };
}

const rowFields = {
  id: true,
  kind: true,
  state: true,
  fileName: true,
  loginId: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  cancelAskedAt: true,
  progress: true,
  reason: true,
  facts: true,
  size: true,
  sha256: true,
  serverVersion: true,
  tables: true,
  rows: true,
  keepUntil: true,
} as const;

interface FoundStep extends Pick<DumpRow, "id" | "state"> {
  readonly cancelAskedAt: Date | null;
  readonly progress: unknown;
}

function asStep({ id, state, cancelAskedAt, progress }: FoundStep): DumpStep {
  const cancelling = isOpenDump(state) && cancelAskedAt !== null;
  return { id, state, progress: progress as DumpProgress | null, cancelling };
}

interface FoundRow extends FoundStep, Omit<DumpRow, "cancelling" | "progress" | "sentence" | "size" | "rows"> {
  readonly reason: string | null;
  readonly facts: unknown;
  readonly size: bigint | null;
  readonly rows: bigint | null;
}

function asRow({ cancelAskedAt, progress, reason, facts, size, rows, ...row }: FoundRow): DumpRow {
  return {
    ...row,
    ...asStep({ ...row, cancelAskedAt, progress }),
    sentence: reason === null ? null : dumpSentence(reason, (facts ?? {}) as Record<string, string | number>),
    size: size === null ? null : Number(size),
    rows: rows === null ? null : Number(rows),
  };
}
