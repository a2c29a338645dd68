import type { Client } from "pg";

/**
 * The roles of imports. Asked before a restore begins: it also brings into this connection's memory what
 * `pg_terminate_backend` asks about them, and with no lock left that could not be read any more.
 */
export async function findImportRoles(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ role: string }>(
    `SELECT oid AS role, has_schema_privilege(oid, 'pg_catalog', 'USAGE'), pg_has_role(oid, 'USAGE'),
       pg_has_role('pg_signal_backend', 'USAGE')
     FROM pg_roles WHERE rolname LIKE 'imp\\_%'`,
  );
  return rows.map(({ role }) => Number(role));
}

/**
 * The processes of a restore, once they have taken half of the locks that the server has for all its databases: at the last
 * one nobody connects any more. Asked of functions and not of the views on them, which would need locks of their own.
 */
export async function findCrowding(client: Client, roles: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `WITH own AS (SELECT pid FROM pg_stat_get_activity(NULL) WHERE usesysid = ANY($1::oid[])
       AND datid = (SELECT datid FROM pg_stat_get_activity(pg_backend_pid())))
     SELECT pid FROM own WHERE (SELECT count(*) FROM pg_lock_status() JOIN own USING (pid))
       > current_setting('max_locks_per_transaction')::int * current_setting('max_connections')::int / 2`,
    [roles],
  );
  return rows.map(({ pid }) => pid);
}

/** On this connection, since no other can be made; a cancel would not do, of which a function may take no notice. */
export async function endAtOnce(client: Client, pids: readonly number[]): Promise<void> {
  await client.query("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid", [pids]);
}
