import { type Client, escapeIdentifier as id } from "pg";
import { withTenantServer } from "../postgres/tenant-server.ts";

/**
 * A role that is there afterwards, and of which the administrator is a member: it must act as owner of what the role owns.
 * @param options as CREATE ROLE takes them
 */
export async function provideRole(client: Client, name: string, options: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (!rowCount) await client.query(`CREATE ROLE ${id(name)} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ${options}`);
  await becomeMember(client, name);
}

/**
 * From 16 on who makes a role has ADMIN on it, and may give itself the rest; ADMIN given back to oneself is refused there.
 * In 15 it is asked for, so that it is there after an upgrade to 16.
 */
async function becomeMember(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean; member: boolean; admin: boolean; asks: boolean }>(
    `SELECT rolsuper AS superuser, current_setting('server_version_num')::int < 160000 AS asks,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid = $1::regrole AND m.admin_option) AS admin,
       pg_has_role(r.oid, $1::regrole, 'USAGE') AS member
     FROM pg_roles r WHERE rolname = current_user`,
    [id(name)],
  );
  const [self] = rows;
  if (!self || self.superuser || (self.member && (self.admin || !self.asks))) return;
  await client.query(`GRANT ${id(name)} TO CURRENT_USER${self.asks ? " WITH ADMIN OPTION" : ""}`);
}

/** Also one whose sessions are still open: those are ended first. Idempotent. What it owns must be gone. */
export async function dropRole(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (!rowCount) return;
  await shutOut(client, name);
  await refuseGifts(client, name);
  await client.query(`DROP ROLE IF EXISTS ${id(name)}`);
}

/**
 * An archive of another clinic may grant rights to the role, whose name everybody on the server sees: it could not be
 * dropped as long as it has them.
 */
async function refuseGifts(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT DISTINCT datname FROM pg_shdepend JOIN pg_database d ON d.oid = dbid
     WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::regrole AND deptype <> 'o' AND datallowconn`,
    [id(name)],
  );
  for (const { datname } of rows) await withTenantServer(datname, (other) => other.query(`DROP OWNED BY ${id(name)}`));
}

/** Nobody is connected as the role afterwards, and nobody can be again. */
export async function shutOut(client: Client, name: string): Promise<void> {
  await client.query(`ALTER ROLE ${id(name)} NOLOGIN`);
  const sessions = "FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()";
  for (;;) {
    // Waits up to five seconds for each.
    const { rowCount } = await client.query(`SELECT pg_terminate_backend(pid, 5000) ${sessions}`, [name]);
    if (!rowCount) return;
  }
}
