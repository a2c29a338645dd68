import { inJapan } from "../platform/format.ts";

export type DumpKind = "manual" | "scheduled" | "safety";
export type DumpState = "waiting" | "running" | "done" | "failed" | "cancelled" | "removed";

/** Seed 004 §6. Safety dumps and those of the schedule do not count. */
export const mostDumps = 5;
export const linkMinutes = 60;
export const mostKeptDumps = 31;

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

/** Those that are being made: they may be cancelled, and neither downloaded nor removed. */
export function isOpenDump(state: DumpState): state is "waiting" | "running" {
  return state === "waiting" || state === "running";
}

export interface DumpProgress {
  /** 0 to 1; never falls. */
  readonly done: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** What a person who watches is told each time that it changes. */
export interface DumpStep {
  readonly id: string;
  readonly state: DumpState;
  readonly progress: DumpProgress | null;
  /** A cancel was asked for and is still to be noticed. */
  readonly cancelling: boolean;
}

/** `09:05` of a minute after midnight. */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Day and minute of Japan, where no clock is ever changed: each day has each minute once. */
export function dayAndMinute(moment: Date): { day: string; minute: number } {
  const there = inJapan(moment);
  return { day: there.toISOString().slice(0, 10), minute: there.getUTCHours() * 60 + there.getUTCMinutes() };
}

/** Also when nobody looked at the minute itself; once a day, and not for a day that is over. */
export function isDue(
  schedule: { readonly enabled: boolean; readonly minute: number; readonly lastDay: string | null },
  now: Date,
): boolean {
  const { day, minute } = dayAndMinute(now);
  // A clock that was ahead for a while has left a day of the future: that day is waited for no more than any other.
  return schedule.enabled && schedule.minute <= minute && schedule.lastDay !== day;
}
