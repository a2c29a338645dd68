import { createHash, randomUUID } from "node:crypto";
import { adoptStaging } from "#lib/databases/adopt.ts";
import { claimAttempt } from "#lib/databases/attempts.ts";
import { findServerTool } from "#lib/databases/server-facts.ts";
import { createStaging, type Staging } from "#lib/databases/staging.ts";
import { execute } from "#lib/platform/execute.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { tenantServerUrl, withTenantServer } from "#lib/postgres/tenant-server.ts";
import { withClient } from "#server/postgres/connect.ts";

/** What stands in for pg_restore: an import that is ready to be swapped in, with these statements run as its role. */
export async function makeImport(orcamoId: string, owner: string, sql: string): Promise<{ importId: string; staging: Staging }> {
  const importId = randomUUID();
  await claimAttempt(importId, 1);
  const staging = await createStaging(orcamoId, importId);
  await withClient(staging.url, (client) => client.query(sql));
  await adoptStaging(staging, owner);
  return { importId, staging };
}

/** SHA-256 of all that pg_dump says of a database: equal for the same content alone. */
export async function dumpHash(database: string): Promise<string> {
  const { args, env } = toolConnection(tenantServerUrl(database));
  const dumped = await execute(await findServerTool("pg_dump"), [...args, "--no-owner", "--no-privileges"], { env });
  if (dumped.code !== 0) throw new Error(dumped.output);
  // pg_dump guards its text against psql by a word of chance.
  return createHash("sha256")
    .update(dumped.output.replace(/^\\(un)?restrict .*$/gm, ""))
    .digest("hex");
}

export async function valueIn(database: string, sql: string): Promise<unknown> {
  return withTenantServer(database, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
}
