import { paths } from "#app/_doors/paths.ts";
import type { PathStep } from "#components/site-header.tsx";

/** Above a page about one organisation. */
export function tenantPath(title: string): PathStep[] {
  return [{ label: "テナント・ベンダー", href: paths.consoleTenants() }, { label: title }];
}
