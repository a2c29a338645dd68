import type { Client } from "pg";
import { adminDatabase, connectToServer, tenantServerUrl } from "../postgres/tenant-server.ts";

/**
 * From a connection of its own, ends everybody's in some databases, again and again, but only while the other client
 * holds the first of them locked: before that they would just come back.
 */
export async function endConnections(locker: Client, databases: readonly string[]) {
  const client = await connectToServer(tenantServerUrl(adminDatabase()));
  const { rows } = await locker.query<{ pid: number; oids: number[] }>(
    `SELECT pg_backend_pid() AS pid, ARRAY(SELECT oid::int8 FROM pg_database WHERE datname = ANY($1)
       ORDER BY array_position($1, datname::text)) AS oids`,
    [databases],
  );
  const [{ pid, oids } = { pid: 0, oids: [] }] = rows;
  let stopped = false;
  const run = async () => {
    while (!stopped) await client.query({ name: "end-connections", text: question, values: [oids, pid] });
  };
  const stop = () => {
    stopped = true;
  };
  return { run, stop, close: () => client.end().catch(() => undefined) };
}

/** pg_signal_backend ends nobody who is above it. */
const question = `
  SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
  WHERE a.datid = ANY($1::oid[]) AND (NOT r.rolsuper OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
    AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = $2 AND l.locktype = 'object' AND l.classid = 'pg_database'::regclass
      AND l.objid = ($1::oid[])[1] AND l.mode = 'AccessExclusiveLock' AND l.granted)`;
