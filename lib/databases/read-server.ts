import { Refusal } from "../platform/refusal.ts";
import { findTools, type Tool } from "../postgres/tools.ts";
import { isSafe, type Version, versionOfNumber } from "../postgres/version.ts";

import { adminPool, inAdmin } from "./prepare-server.ts";

/** The server of the clinics' databases, and the extensions that an archive may bring there. */
export async function serverFacts(): Promise<{ version: Version; extensions: readonly string[] }> {
  const pool = await adminPool();
  const { rows } = await pool.query<{ version: number; extensions: string[] }>(
    `SELECT current_setting('server_version_num')::int AS version,
       ARRAY(SELECT DISTINCT name::text FROM pg_available_extension_versions WHERE trusted ORDER BY 1) AS extensions`,
  );
  const [row] = rows;
  if (!row) throw new Refusal("DATABASES_AWAY");
  return { version: versionOfNumber(row.version), extensions: row.extensions };
}

/**
 * A function in PL/pgSQL is made and called on a new connection: after an upgrade of the package under a running server
 * those that already have the language go on, and the next one fails.
 * @throws Refusal DATABASES_AWAY with the cause; DATABASES_OFF
 */
export async function requireHealthyServer(): Promise<void> {
  await adminPool();
  try {
    await inAdmin(async (client) => {
      await client.query("CREATE FUNCTION pg_temp.portal_health() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 42; END'");
      await client.query("SELECT pg_temp.portal_health()");
    });
  } catch (error) {
    throw new Refusal("DATABASES_AWAY", { cause: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * The tool of the server's own major version, in a release that a crafted archive does not take over.
 * @throws Refusal DATABASES_OFF naming what is missing
 */
export async function findServerTool(tool: Tool): Promise<string> {
  const { version } = await serverFacts();
  const found = (await findTools(tool)).find((each) => each.version.major === version.major && isSafe(each.version));
  if (!found) throw new Refusal("DATABASES_OFF", { tool, major: version.major });
  return found.file;
}
