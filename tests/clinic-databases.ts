import { randomUUID } from "node:crypto";
import { adoptStaging } from "#lib/databases/adopt.ts";
import { claimAttempt } from "#lib/databases/claim-attempt.ts";
import { createStaging, type Staging } from "#lib/databases/staging.ts";
import { tenantServerUrl, withTenantServer } from "#lib/postgres/tenant-server.ts";
import { withClient } from "#server/postgres/connect.ts";
import { contentOf } from "./imports.ts";

/** What stands in for pg_restore: an import that is ready to be swapped in, with these statements run as its role. */
export async function makeImport(orcamoId: string, owner: string, sql: string): Promise<{ importId: string; staging: Staging }> {
  const importId = randomUUID();
  await claimAttempt(importId, 1);
  const staging = await createStaging(orcamoId, importId);
  await withClient(staging.url, (client) => client.query(sql));
  await adoptStaging(staging, owner);
  return { importId, staging };
}

/** The content of a database of the clinics' server, by its name. */
export function dumpHash(database: string): Promise<string> {
  return contentOf(tenantServerUrl(database));
}

export async function valueIn(database: string, sql: string): Promise<unknown> {
  return withTenantServer(database, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
}
