import { Badge } from "#components/status-badge.tsx";
import { type DumpState, dumpStateLabels } from "#lib/dumps/model.ts";

export function DumpBadge({ state }: { readonly state: DumpState }) {
  return <Badge {...looks[state]} label={dumpStateLabels[state]} />;
}

const looks = {
  waiting: { tone: "waiting", icon: "waiting" },
  running: { tone: "waiting", icon: "waiting" },
  done: { tone: "good", icon: "success" },
  failed: { tone: "bad", icon: "error" },
  cancelled: { tone: "neutral", icon: "stopped" },
  removed: { tone: "neutral", icon: "stopped" },
} as const;
