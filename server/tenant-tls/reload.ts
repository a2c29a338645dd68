import { setTimeout as pause } from "node:timers/promises";
import { adminDatabase, withTenantServer } from "#lib/postgres/tenant-server.ts";

/**
 * Lets the clinics' PostgreSQL read its files again, and waits until new connections are judged by them.
 * @throws Error when it does not within ten seconds; SQLSTATE 42501 without the right to
 */
export async function reloadTenantServer(): Promise<void> {
  const asked = await withTenantServer(adminDatabase(), async (client) => {
    const { rows } = await client.query<{ at: string }>("SELECT clock_timestamp()::text AS at, pg_reload_conf()");
    return rows[0]?.at;
  });
  for (const patience = Date.now() + 10_000; Date.now() < patience; await pause(50)) {
    // On a new connection each time: it has what the postmaster has read.
    const loaded = await withTenantServer(adminDatabase(), async (client) => {
      const { rows } = await client.query<{ done: boolean }>("SELECT pg_conf_load_time() >= $1::timestamptz AS done", [asked]);
      return rows[0]?.done;
    });
    if (loaded) return;
  }
  throw new Error("The clinics' PostgreSQL did not read its configuration again: its own log says why.");
}
