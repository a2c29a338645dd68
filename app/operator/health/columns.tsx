import type { Column } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { type Finding, type HealthLevel, type JobLine, levelLabels } from "#lib/health/model.ts";
import { formatDateTime } from "#lib/platform/format.ts";

export const findingColumns: readonly Column<Finding>[] = [
  { key: "name", label: "項目", names: true, cell: (row) => row.name },
  { key: "level", label: "状態", cell: (row) => <LevelBadge level={row.level} /> },
  { key: "fact", label: "内容", cell: (row) => row.fact },
  { key: "remedy", label: "対応", cell: (row) => row.remedy || none },
];

export const jobColumns: readonly Column<JobLine>[] = [
  { key: "name", label: "ジョブ", names: true, cell: (row) => <code>{row.name}</code> },
  { key: "level", label: "状態", cell: (row) => <LevelBadge level={row.level} /> },
  { key: "waiting", label: "待ち", cell: (row) => row.waiting },
  { key: "running", label: "実行中", cell: (row) => row.running },
  { key: "failed", label: "失敗（24時間）", cell: (row) => row.failed },
  { key: "lastSuccess", label: "最後の成功", cell: (row) => (row.lastSuccess ? formatDateTime(row.lastSuccess) : none) },
  { key: "cron", label: "予定（UTC）", cell: (row) => (row.cron ? <code>{row.cron}</code> : "必要なとき") },
  { key: "remedy", label: "対応", cell: (row) => remedy(row) },
];

const none = "-";

function remedy({ overdue, failed }: JobLine): string {
  if (overdue) return "予定どおりに実行されていません。ジョブの実行が動いているか確認してください。";
  return failed > 0 ? "ポータルのログ（job-failed）で原因を確認してください。" : none;
}

function LevelBadge({ level }: { readonly level: HealthLevel }) {
  return <Badge {...looks[level]} label={levelLabels[level]} />;
}

const looks = {
  good: { tone: "good", icon: "success" },
  attention: { tone: "attention", icon: "warning" },
  bad: { tone: "bad", icon: "error" },
  unused: { tone: "neutral", icon: "info" },
} as const;
