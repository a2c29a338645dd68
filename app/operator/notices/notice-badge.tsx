import { Badge } from "#components/status-badge.tsx";
import { type NoticeStatus, noticeStatusLabels } from "#lib/notices/model.ts";

export function NoticeBadge({ status }: { readonly status: NoticeStatus }) {
  return <Badge {...looks[status]} label={noticeStatusLabels[status]} />;
}

const looks = {
  upcoming: { tone: "waiting", icon: "waiting" },
  shown: { tone: "good", icon: "success" },
  over: { tone: "neutral", icon: "past" },
  withdrawn: { tone: "neutral", icon: "stopped" },
} as const;
