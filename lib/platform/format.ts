const zone = "Asia/Tokyo";

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** `2020-09-08`, Japan time (PRODUCT.md §6). */
export function formatDate(moment: Date): string {
  const p = split(moment);
  return `${p.year}-${p.month}-${p.day}`;
}

/** `2020/09/08 10:37`, Japan time. */
export function formatDateTime(moment: Date): string {
  const p = split(moment);
  return `${p.year}/${p.month}/${p.day} ${p.hour}:${p.minute}`;
}

/** `2019/06/25 10:08:10`, Japan time. */
export function formatDateTimeSeconds(moment: Date): string {
  return `${formatDateTime(moment)}:${split(moment).second}`;
}

/** The first moment of a Japanese calendar day. @param date `2020-09-08` */
export function startOfDay(date: string): Date {
  return new Date(`${date}T00:00:00+09:00`);
}

/** Whole days from one moment to another by the Japanese calendar; 0 on the same day, negative when past. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((startOfDay(formatDate(to)).getTime() - startOfDay(formatDate(from)).getTime()) / 86_400_000);
}

function split(moment: Date): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, part.value]));
}
