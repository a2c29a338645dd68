import { execute, lastWords } from "#lib/platform/execute.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { versionOfNumber } from "#lib/postgres/version.ts";
import { withClient } from "#server/postgres/connect.ts";
import { StartFailure } from "#server/start/failure.ts";
import { countRows, refuseDifference } from "./dump.ts";
import type { Manifest } from "./manifest.ts";
import { requireTool } from "./tools.ts";
import { withWholeView } from "./whole-view.ts";

/**
 * pg_restore as the owner, in one transaction: all of it or nothing. Row-level security begins after the rows are in.
 * @throws StartFailure
 */
export async function loadDatabase(ownerUrl: string, dump: string): Promise<void> {
  const tool = await requireTool("pg_restore", await serverMajor(ownerUrl));
  const { args, env } = toolConnection(ownerUrl);
  const how = ["--single-transaction", "--exit-on-error", "--no-owner"];
  const restored = await execute(tool, [...args, ...how, dump], { env });
  if (restored.code !== 0) throw new StartFailure(`pg_restore failed, and nothing was restored:\n${lastWords(restored)}`);
  // A right of the database itself, which the first migration takes away and a dump does not hold.
  const revoke = "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$";
  await withClient(ownerUrl, (client) => client.query(revoke));
}

/** @throws StartFailure when a table has more or fewer rows than were backed up */
export async function requireAllRows(wholeUrl: string, { rows }: Manifest): Promise<void> {
  const found = await withWholeView(wholeUrl, countRows);
  refuseDifference(rows, found);
}

async function serverMajor(url: string): Promise<number> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ number: number }>("SELECT current_setting('server_version_num')::int AS number"),
  );
  return versionOfNumber(rows[0]?.number ?? 0).major;
}
