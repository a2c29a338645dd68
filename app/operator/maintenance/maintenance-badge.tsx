import { Badge } from "#components/status-badge.tsx";
import { type MaintenanceStatus, maintenanceStatusLabels } from "#lib/maintenance/model.ts";

export function MaintenanceBadge({ status }: { readonly status: MaintenanceStatus }) {
  return <Badge {...looks[status]} label={maintenanceStatusLabels[status]} />;
}

const looks = {
  planned: { tone: "waiting", icon: "waiting" },
  running: { tone: "attention", icon: "warning" },
  over: { tone: "neutral", icon: "past" },
  withdrawn: { tone: "neutral", icon: "stopped" },
} as const;
