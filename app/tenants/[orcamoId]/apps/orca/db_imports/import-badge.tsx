import { Badge } from "#components/status-badge.tsx";
import { type ImportState, importStateLabels } from "#lib/imports/model.ts";

interface ImportBadgeProps {
  readonly state: ImportState;
  /** It waits for its hour. */
  readonly scheduled?: boolean;
}

export function ImportBadge({ state, scheduled = false }: ImportBadgeProps) {
  return <Badge {...looks[state]} label={scheduled ? "予約済み" : importStateLabels[state]} />;
}

/** A running import has the clock, whatever it is at: the words tell the phases apart. */
const running = { tone: "waiting", icon: "waiting" } as const;

const looks = {
  waiting: running,
  checking: running,
  restoring: running,
  comparing: running,
  securing: running,
  swapping: running,
  done: { tone: "good", icon: "success" },
  failed: { tone: "bad", icon: "error" },
  cancelled: { tone: "neutral", icon: "stopped" },
  rolledBack: { tone: "attention", icon: "past" },
} as const;
