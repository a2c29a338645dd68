import type { Client } from "pg";
import { execute, lastWords } from "#lib/platform/execute.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { versionOfNumber } from "#lib/postgres/version.ts";
import { StartFailure } from "#server/start/failure.ts";
import { countRowsIn } from "./archive-rows.ts";
import { settle } from "./durable.ts";
import { requireTool } from "./tools.ts";
import { withWholeView } from "./whole-view.ts";

export interface Dumped {
  readonly postgresqlMajor: number;
  readonly databaseBytes: number;
  /** Rows by table, months of the sign-in table one by one. */
  readonly rows: Record<string, number>;
  readonly migrations: { name: string; checksum: string }[];
  readonly auditHeads: number;
}

/**
 * pg_dump -Fc of one snapshot, in which the rows are counted too; then the archive is read back and has to hold as many.
 * The job queue stays out: it is made anew, and what was waiting in it is found again by the sweeping jobs.
 * So do rows of tables that are unlogged: keys made ahead, which must not come back once they were used.
 */
export function dumpDatabase(url: string, file: string): Promise<Dumped> {
  return withWholeView(url, async (client, options) => {
    const { postgresqlMajor, databaseBytes } = await about(client);
    const [dump, restore] = [await requireTool("pg_dump", postgresqlMajor), await requireTool("pg_restore", postgresqlMajor)];
    const { dumped, rows, migrations } = await inSnapshot(client, async (snapshot) => {
      const [rows, migrations] = [await countRows(client), await readMigrationRows(client)];
      const { args, env } = toolConnection(url);
      const what = [
        "-Fc",
        "--no-owner",
        "--exclude-schema=pgboss",
        "--no-unlogged-table-data",
        `--snapshot=${snapshot}`,
        `--file=${file}`,
        ...options,
      ];
      return { dumped: await execute(dump, [...args, ...what], { env }), rows, migrations };
    });
    if (dumped.code !== 0) throw new StartFailure(`pg_dump failed, no backup was made:\n${lastWords(dumped)}`);
    settle(file);
    refuseDifference(rows, await countRowsIn(restore, file));
    return { postgresqlMajor, databaseBytes, rows, migrations, auditHeads: rows.audit_heads ?? 0 };
  });
}

async function inSnapshot<T>(client: Client, work: (snapshot: string) => Promise<T>): Promise<T> {
  // It stands idle while pg_dump works, which an administrator's limits would take for a forgotten one.
  await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    const { rows } = await client.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
    return await work(rows[0]?.id ?? "");
  } finally {
    await client.query("ROLLBACK");
  }
}

async function about(client: Client): Promise<Pick<Dumped, "postgresqlMajor" | "databaseBytes">> {
  const { rows } = await client.query<{ number: number; bytes: string }>(
    "SELECT current_setting('server_version_num')::int AS number, pg_database_size(current_database()) AS bytes",
  );
  return { postgresqlMajor: versionOfNumber(rows[0]?.number ?? 0).major, databaseBytes: Number(rows[0]?.bytes) };
}

/** Of every ordinary table whose rows are kept, so that one that a later migration adds is counted as well. */
export async function countRows(client: Client): Promise<Record<string, number>> {
  const { rows: tables } = await client.query<{ name: string; quoted: string }>(
    `SELECT relname AS name, quote_ident(relname) AS quoted FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpersistence = 'p' ORDER BY relname`,
  );
  const counts: Record<string, number> = {};
  for (const { name, quoted } of tables) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM public.${quoted}`);
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
}

async function readMigrationRows(client: Client): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations"
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** @throws StartFailure naming the first table that differs */
export function refuseDifference(wanted: Readonly<Record<string, number>>, found: Readonly<Record<string, number>>): void {
  const table = Object.keys({ ...wanted, ...found }).find((name) => (wanted[name] ?? 0) !== (found[name] ?? 0));
  if (table === undefined) return;
  const difference = `${found[table] ?? 0} rows of ${table} in place of ${wanted[table] ?? 0}`;
  throw new StartFailure(`The copy of the database is not whole (${difference}): see that the disk is sound, then try again.`);
}
