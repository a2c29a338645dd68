import { paths } from "#app/_doors/paths.ts";
import { consoleTenantInput } from "#lib/tenants/inputs.ts";

/** What all pages about one organisation have in common; each names its permission itself. */
export function tenantPageRule(title: string) {
  const path = () => [{ label: "テナント・ベンダー", href: paths.consoleTenants() }, { label: title }];
  return { input: consoleTenantInput, title, path, tab: "console-tenants", narrow: true } as const;
}
