export type NoticeAudience = "system" | "administrators";

export const audienceLabels = {
  system: "システム通知",
  administrators: "管理者からのお知らせ",
} as const satisfies Record<NoticeAudience, string>;

export type NoticeStatus = "upcoming" | "shown" | "over" | "withdrawn";

export const noticeStatusLabels = {
  upcoming: "公開前",
  shown: "公開中",
  over: "終了",
  withdrawn: "取下げ",
} as const satisfies Record<NoticeStatus, string>;

export const limits = { titleLength: 200, bodyLength: 10_000, pageSize: 20 } as const;

export interface NoticePeriod {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly withdrawnAt: Date | null;
}

/** Seen from a moment: nothing of it but the withdrawal is stored. */
export function noticeStatus({ startsAt, endsAt, withdrawnAt }: NoticePeriod, now: Date): NoticeStatus {
  if (withdrawnAt) return "withdrawn";
  if (startsAt > now) return "upcoming";
  return endsAt && endsAt <= now ? "over" : "shown";
}
