import { type Description, DescriptionList } from "#components/description-list.tsx";
import { importKindLabels, isOpen } from "#lib/imports/model.ts";
import type { ImportView } from "#lib/imports/queries.ts";
import { formatBytes, formatDateTime, formatDateTimeSeconds } from "#lib/platform/format.ts";
import { ImportBadge } from "../import-badge.tsx";

interface ImportFieldsProps {
  readonly view: ImportView;
  readonly scheduled: boolean;
}

export function ImportFields({ view, scheduled }: ImportFieldsProps) {
  // While it runs its progress says so, and goes on; this list stands as it was.
  const running = isOpen(view.state) && !scheduled;
  const items: Description[] = [
    { term: "種類", value: importKindLabels[view.kind] },
    ...(running ? [] : [{ term: "状態", value: <ImportBadge state={view.state} scheduled={scheduled} /> }]),
    { term: "ファイル", value: `${view.fileName}${view.bytes === null ? "" : `（${formatBytes(view.bytes)}）`}` },
    { term: "SHA-256", value: view.sha256 && <code className="font-mono break-all">{view.sha256}</code> },
    { term: "実行したユーザ", value: view.loginId },
    { term: "受付日時", value: formatDateTimeSeconds(view.createdAt) },
  ];
  if (view.startedAt) items.push({ term: "開始日時", value: formatDateTimeSeconds(view.startedAt) });
  if (view.finishedAt) items.push({ term: "終了日時", value: formatDateTimeSeconds(view.finishedAt) });
  if (view.scheduledFor) items.push({ term: "予約日時", value: formatDateTime(view.scheduledFor) });
  if (view.swappedAt) items.push({ term: "切り替え日時", value: formatDateTimeSeconds(view.swappedAt) });
  if (view.rollBackUntil) items.push({ term: "元に戻せる期限", value: formatDateTime(view.rollBackUntil) });
  if (view.staging) {
    const { name, until } = view.staging;
    items.push({ term: "確認用データベース", value: `${name}（${formatDateTime(until)}に自動で削除されます）` });
  }
  return <DescriptionList items={items} />;
}
