import { Badge } from "#components/status-badge.tsx";
import { type TenantState, tenantStateLabels } from "#lib/tenants/model.ts";

export function TenantBadge({ state }: { readonly state: TenantState }) {
  const { tone, icon } = looks[state];
  return <Badge tone={tone} icon={icon} label={tenantStateLabels[state]} />;
}

const looks = {
  active: { tone: "good", icon: "success" },
  stopped: { tone: "bad", icon: "stopped" },
  closed: { tone: "neutral", icon: "refused" },
} as const;
