import { connections } from "#lib/platform/connections.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import { isSafe, isUsable, leastSafe, versionOfNumber, versionText } from "#lib/postgres/version.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readMigrations } from "#server/postgres/migrate.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

export async function checkServer(): Promise<Finding> {
  const { rows } = await systemPool().query<{ number: number }>("SELECT current_setting('server_version_num')::int AS number");
  const version = versionOfNumber(rows[0]?.number ?? 0);
  const about = `PostgreSQL server ${versionText(version)}`;
  if (!isUsable(version)) return fail(about, "the portal needs 15 or newer");
  return isSafe(version) ? ok(about) : warn(about, `update to ${leastSafe(version)} or newer (CVE-2026-116314)`);
}

export async function checkMigrations(): Promise<Finding> {
  const wanted = readMigrations().map(({ name }) => name);
  const applied = await withClient(connections().owner, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    return new Set(rows.map(({ name }) => name));
  });
  const missing = wanted.filter((name) => !applied.has(name));
  if (missing.length === 0) return ok(`database schema: ${wanted.length} of ${wanted.length} migrations applied`);
  return fail(`database schema lacks ${missing.join(", ")}`, "start the portal (npm start), which applies them");
}

/** Sessions, certificates and jobs all compare the two clocks. */
export async function checkClock(): Promise<Finding> {
  const before = Date.now();
  const { rows } = await systemPool().query<{ now: Date }>("SELECT clock_timestamp() AS now");
  const middle = (before + Date.now()) / 2;
  const seconds = Math.abs((rows[0]?.now.getTime() ?? 0) - middle) / 1000;
  const about = `this machine's clock and the database's differ by ${seconds.toFixed(1)} s`;
  const todo = "set both by NTP (timedatectl set-ntp true)";
  if (seconds > 60) return fail(about, todo);
  return seconds > 5 ? warn(about, todo) : ok(about);
}
