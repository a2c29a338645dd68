import { inJapan } from "../platform/format.ts";

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
