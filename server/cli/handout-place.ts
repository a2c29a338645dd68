import path from "node:path";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** Where files for a tenant's people go when no --out names another place. */
export function handoutPlace(scope: Pick<Scope, "tenant">): string {
  return path.join(env().dataDir, "handout", scope.tenant.orcamoId);
}
