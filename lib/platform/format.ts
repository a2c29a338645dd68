/** `2020-09-08`, Japan time (PRODUCT.md §6). */
export function formatDate(moment: Date): string {
  return split(moment).date;
}

/** `2020/09/08 10:37`, Japan time. */
export function formatDateTime(moment: Date): string {
  return formatDateTimeSeconds(moment).slice(0, -3);
}

/** `2019/06/25 10:08:10`, Japan time. */
export function formatDateTimeSeconds(moment: Date): string {
  const { date, time } = split(moment);
  return `${date.replaceAll("-", "/")} ${time}`;
}

/** 20260625_100810, in Japan time: for the names of files (seed 004 §6). */
export function fileStamp(moment: Date): string {
  return formatDateTimeSeconds(moment).replaceAll(/[/:]/g, "").replace(" ", "_");
}

/** The first moment of a Japanese calendar day. @param date `2020-09-08` */
export function startOfDay(date: string): Date {
  return new Date(`${date}T00:00:00+09:00`);
}

/** `2020-09-08T10:37`: what an input of a date and a time holds, Japan time. */
export function dateTimeInputValue(moment: Date): string {
  const { date, time } = split(moment);
  return `${date}T${time.slice(0, 5)}`;
}

/** The moment that such an input names, Japan time; undefined when there is no such day or time. */
export function parseDateTimeInput(text: string): Date | undefined {
  if (!/^(?:19|20|21)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined;
  const moment = new Date(`${text}:00+09:00`);
  // The 30th of February would become the 2nd of March.
  return !Number.isNaN(moment.getTime()) && dateTimeInputValue(moment) === text ? moment : undefined;
}

/** Whole days from one moment to another by the Japanese calendar; 0 on the same day, negative when past. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((startOfDay(formatDate(to)).getTime() - startOfDay(formatDate(from)).getTime()) / 86_400_000);
}

/**
 * A date whose UTC fields are those of a clock in Japan, nine hours ahead and without daylight saving since 1951: no formatter
 * is asked for each cell of a list.
 */
export function inJapan(moment: Date): Date {
  return new Date(moment.getTime() + 9 * 3_600_000);
}

function split(moment: Date): { date: string; time: string } {
  const [date = "", time = ""] = inJapan(moment).toISOString().split(/[T.]/);
  return { date, time };
}

/** `1,234,567` */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1.2 MB`, in thousands, as disks and our limits are counted; whole bytes below 1,000. */
export function formatBytes(bytes: number): string {
  const units = ["バイト", "KB", "MB", "GB", "TB"] as const;
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return power === 0 ? `${bytes}バイト` : `${amount.toFixed(amount < 100 ? 1 : 0)} ${units[power]}`;
}

/** `約5秒`, `約3分`, `約2時間10分`: a time that is estimated says no more than it knows. @param seconds 0 and more */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `約${Math.max(1, Math.ceil(seconds / 5) * 5)}秒`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `約${minutes}分`;
  return `約${Math.floor(minutes / 60)}時間${minutes % 60 === 0 ? "" : `${minutes % 60}分`}`;
}
