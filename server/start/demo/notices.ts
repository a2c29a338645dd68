import { systemScope } from "#lib/access/system-scope.ts";
import { createMaintenance } from "#lib/maintenance/create.ts";
import { createNotice } from "#lib/notices/create.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { formatDate } from "#lib/platform/format.ts";
import { operator } from "./organizations.ts";
import { program } from "./program.ts";

const dayMs = 86_400_000;

/** Those that the manuals print (seed 001, 新着情報) with their own dates, and some that are of this week. */
export async function makeDemoNotices(began: Date): Promise<void> {
  const scope = await systemScope(operator.orcamoId, program, clockAt(began));
  const window = maintenance(began);
  for (const [index, notice] of [...printed, ...current(began, window)].entries()) {
    await createNotice(scope, { ...plain, ...notice, id: fixedId(index + 1) });
  }
  await createMaintenance(scope, { ...window, id: fixedId(1) });
}

/** For everybody, without an end. */
const plain = { tenant: "", important: false, body: "", endsAt: null } as const;

const printed = [
  {
    audience: "administrators",
    important: true,
    title: "WebQKANへ移行後の登録操作の仕様変更について",
    startsAt: new Date("2023-09-07T10:00:00+09:00"),
  },
  {
    audience: "system",
    title: "2023年9月12日(火) 22時00分 ~ 26時00分までWebQKANのメンテナンスに伴うサービス停止をお知らせします。",
    startsAt: new Date("2023-09-12T09:00:00+09:00"),
  },
  {
    audience: "system",
    title: "2023年9月15日(金) 22時00分 ~ 24時00分までWebQKANのメンテナンスに伴うサービス停止をお知らせします。",
    startsAt: new Date("2023-09-12T09:00:00+09:00"),
  },
] as const;

function current(began: Date, window: { startsAt: Date; endsAt: Date }) {
  return [
    {
      audience: "system",
      title: `${japaneseDate(window.startsAt)} 22時00分 ~ 24時00分まで日レセクラウドのメンテナンスに伴うサービス停止をお知らせします。`,
      startsAt: began,
      endsAt: window.endsAt,
    },
    {
      audience: "administrators",
      important: true,
      title: "有効期限が近いクライアント証明書は、期限が切れる前に更新してください。",
      body: "証明書管理の一覧で有効期限を確認し、申請済証明書詳細の「証明書更新」で更新できます。期限が切れた証明書ではログインできません。",
      startsAt: began,
    },
  ] as const;
}

/** 22:00 to 24:00, Japan time, a week after the first start. */
function maintenance(began: Date) {
  const startsAt = new Date(`${formatDate(new Date(began.getTime() + 7 * dayMs))}T22:00:00+09:00`);
  return { title: "日レセクラウドのメンテナンス", startsAt, endsAt: new Date(startsAt.getTime() + 2 * 3_600_000) };
}

/** `2023年9月15日(金)` */
function japaneseDate(moment: Date): string {
  const format = { timeZone: "Asia/Tokyo", year: "numeric", month: "long", day: "numeric", weekday: "short" } as const;
  return new Intl.DateTimeFormat("ja-JP", format).format(moment);
}

/** The same at every start: a second one finds them there. */
function fixedId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}
