import { paths } from "#app/_doors/paths.ts";
import type { PathStep } from "#components/site-header.tsx";
import type { Scope } from "#lib/platform/scope.ts";

/** `日レセ > DBインポート > …`: the steps after the brand of a page of 日レセ管理画面. */
export function orcaPath({ tenant }: Scope, ...steps: readonly PathStep[]): readonly PathStep[] {
  return [{ label: "日レセ", href: paths.orca(tenant.orcamoId) }, ...steps];
}

export function importsStep({ tenant }: Scope): PathStep {
  return { label: "DBインポート", href: paths.imports(tenant.orcamoId) };
}

export function dumpsStep({ tenant }: Scope): PathStep {
  return { label: "DBダンプ", href: paths.dumps(tenant.orcamoId) };
}
