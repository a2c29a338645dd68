export type DumpKind = "manual" | "scheduled" | "safety";
export type DumpState = "waiting" | "running" | "done" | "failed" | "cancelled" | "removed";

/** Seed 004 §6. Safety dumps and those of the schedule do not count. */
export const mostDumps = 5;
export const linkMinutes = 60;

export const dumpStateLabels = {
  waiting: "待機中",
  running: "ダンプ中",
  done: "ダンプ済み",
  failed: "異常終了",
  cancelled: "キャンセル済み",
  removed: "削除済み",
} as const satisfies Record<DumpState, string>;

export const dumpKindLabels = {
  manual: "手動",
  scheduled: "自動（毎日）",
  safety: "インポート前の退避",
} as const satisfies Record<DumpKind, string>;

export interface DumpProgress {
  /** 0 to 1; never falls. */
  readonly done: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}
