import { inJapan } from "../platform/format.ts";

/** In the order in which an import passes them (prisma: ImportState). */
export const importPhases = ["waiting", "checking", "restoring", "comparing", "securing", "swapping"] as const;
export type ImportPhase = (typeof importPhases)[number];
export type ImportEnd = "done" | "failed" | "cancelled" | "rolledBack";
export type ImportState = ImportPhase | ImportEnd;
export type ImportKind = "test" | "live";

export const importKindLabels = { test: "テストインポート", live: "本番インポート" } as const satisfies Record<
  ImportKind,
  string
>;

export const importStateLabels = {
  waiting: "待機中",
  checking: "ファイルの検査中",
  restoring: "データの復元中",
  comparing: "件数の確認中",
  securing: "現行データのダンプ中",
  swapping: "切り替え中",
  done: "完了",
  failed: "異常終了",
  cancelled: "キャンセル済み",
  rolledBack: "元に戻しました",
} as const satisfies Record<ImportState, string>;

/** Until the swap begins an import may be cancelled. */
export const cancellable: ReadonlySet<ImportState> = new Set(["waiting", "checking", "restoring", "comparing", "securing"]);

export function isOpen(state: ImportState): state is ImportPhase {
  return (importPhases as readonly string[]).includes(state);
}

/** Over the whole import, all phases: `done` never falls, and grows with time as evenly as can be told beforehand. */
export interface ImportProgress {
  readonly phase: ImportPhase;
  /** 0 to 1. */
  readonly done: number;
  /** Bytes of the archive a second, in this phase; null where there is no such figure. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** What is being worked on: a table's name. */
  readonly item: string | null;
}

/** What a person who watches is told each time that it changes. */
export interface ImportStep {
  readonly state: ImportState;
  readonly progress: ImportProgress | null;
  /** A cancel was asked for and is still to be noticed. */
  readonly cancelling: boolean;
}

/** What the archive said, what came out of it, and what is in use now. Tables by `schema.name`, plain text. */
export interface ImportReport {
  readonly archive: {
    readonly version: string;
    readonly serverVersion: string;
    readonly dumpVersion: string;
    readonly compression: string;
    readonly madeAt: string;
    readonly bytes: number;
    readonly dataBytes: number;
    readonly largeObjects: number;
  };
  /** `from` as the archive has it; converted when it is not UTF8. */
  readonly encoding: { readonly from: string; readonly converted: boolean };
  readonly tables: readonly ReportTable[];
  readonly totals: { readonly archiveRows: number; readonly stagingRows: number; readonly liveRows: number | null };
  readonly largeObjects: { readonly archive: number; readonly staging: number };
  /** Left out on purpose, such as owners' rights: words for the person. */
  readonly leftOut: readonly string[];
  /** Rows that differ between archive and staging: an import with any of them fails. */
  readonly differences: number;
}

export interface ReportTable {
  readonly table: string;
  /** null: not in the archive (gone), or without data. */
  readonly archiveRows: number | null;
  readonly stagingRows: number | null;
  /** null: not in the database in use (new). */
  readonly liveRows: number | null;
  readonly change: "new" | "gone" | "grown" | "shrunk" | "same";
}

/** The warning of 本番インポート when no テストインポート succeeded in so many days (seed 004 §5). */
export const testBeforeDays = 7;
export const stagingKeepDays = 7;
export const asideKeepDays = 14;
/** 19時以降: the hour of Japan from which imports do not disturb a clinic. */
const quietFromHour = 19;
/** What began in the evening may go on over night; in the morning the clinic opens. */
const quietUntilHour = 6;

/** From 19時 until 6時 of Japan: an import that runs over night began in the same night. */
export function isQuiet(moment: Date): boolean {
  const hour = inJapan(moment).getUTCHours();
  return hour >= quietFromHour || hour < quietUntilHour;
}

/** Of a job's directory: one an attempt, since one that was given up may still write into its own. */
export function directoryName({ id, attempt }: { readonly id: string; readonly attempt: number }): string {
  return `${id}-${attempt}`;
}
