import type { Client } from "pg";
import { withClient } from "#server/postgres/connect.ts";
import { StartFailure } from "#server/start/failure.ts";

/**
 * Stands in the database from before the first restored row until the last step after it: a portal that started in
 * between would serve sessions that should have ended and give out numbers twice.
 */
const schema = "portal_restore";

/** @throws StartFailure when a restore into this database was interrupted */
export async function refuseHalfRestored(ownerUrl: string): Promise<void> {
  if (!(await withClient(ownerUrl, markOf))) return;
  throw new StartFailure(
    "A restore into this database was interrupted: run the same portal restore again, or begin with an empty data directory or database.",
  );
}

/** How far a restore came: nothing is there; the rows are, in whatever number; they were counted. */
export type RestoreStage = "begun" | "loaded" | "counted";

/**
 * @param backup names the backup, such as its seal.
 * @returns how far an interrupted restore of the same backup came.
 * @throws StartFailure when the database holds something else
 */
export function beginRestore(ownerUrl: string, backup: string): Promise<RestoreStage> {
  return withClient(ownerUrl, async (client) => {
    // That of a restore that was killed works on, and would come between.
    await client.query(
      "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_restore'",
    );
    const [mark, tables] = [await markOf(client), await countTables(client)];
    if (mark && mark.backup !== backup)
      throw new StartFailure(
        "A restore of another backup into this database was interrupted: run that one again, or name an empty database.",
      );
    if (mark) return mark.counted ? "counted" : tables > 0 ? "loaded" : "begun";
    if (tables > 0)
      throw new StartFailure(
        "This database is in use: a restore needs an empty one. Name a new directory in PORTAL_DATA_DIR, or an empty database in DATABASE_URL.",
      );
    await client.query(
      `CREATE SCHEMA IF NOT EXISTS ${schema};
       CREATE TABLE IF NOT EXISTS ${schema}.state (backup text NOT NULL, counted boolean NOT NULL DEFAULT false)`,
    );
    await client.query(`INSERT INTO ${schema}.state VALUES ($1)`, [backup]);
    return "begun";
  });
}

export async function markCounted(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, (client) => client.query(`UPDATE ${schema}.state SET counted = true`));
}

export async function endRestore(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, (client) => client.query(`DROP SCHEMA ${schema} CASCADE`));
}

async function markOf(client: Client): Promise<{ backup: string; counted: boolean } | undefined> {
  const { rowCount } = await client.query("SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'state'", [schema]);
  if (!rowCount) return;
  const { rows } = await client.query<{ backup: string; counted: boolean }>(`SELECT backup, counted FROM ${schema}.state`);
  return rows[0];
}

/** Everybody's tables but PostgreSQL's own and the mark. */
async function countTables(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', $1)`,
    [schema],
  );
  return rows[0]?.count ?? 0;
}
