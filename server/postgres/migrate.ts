import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Client } from "pg";
import { StartFailure } from "#server/start/failure.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { withClient } from "./connect.ts";

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hexadecimal, as Prisma keeps it. */
  readonly checksum: string;
}

/**
 * Applies what is missing, in the order of the names, each in one transaction with its row in Prisma's table. Not by
 * Prisma's own command line, which downloads an engine. Two at once: the second waits and finds nothing to do.
 *
 * @param ownerUrl a role that may change the schema; portal_app and portal_system exist already.
 * @returns the names applied now.
 * @throws StartFailure when an applied migration was changed or removed, or one fails (nothing of it remains).
 */
export async function migrate(ownerUrl: string, migrations = readMigrations()): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    await client.query(bookkeeping);
    const applied = await readApplied(client);
    refuseChanges(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  });
}

export function readMigrations(directory = path.join(packageRoot, "prisma/migrations")): Migration[] {
  const entries = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries
    .map(({ name }) => describe(name, readFileSync(path.join(directory, name, "migration.sql"), "utf8")))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function describe(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

/** Any number, the same for every portal; a session's lock, so it ends with the connection. */
const lock = 7_266_426_001;

/** The table as Prisma makes it: its tools read our rows and we read theirs. */
const bookkeeping = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

async function readApplied(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    `SELECT migration_name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseChanges(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of applied) {
    const migration = byName.get(name);
    if (!migration)
      throw new StartFailure(`The database has the migration ${name}, which this version lacks: start the newer version.`);
    if (migration.checksum === checksum) continue;
    throw new StartFailure(
      `prisma/migrations/${name} was changed after it was applied: restore the file and add a new migration.`,
    );
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`The migration ${name} failed and was undone: ${reason}`, { cause: error });
  }
}
