import pg from "pg";
import { connections } from "#lib/platform/connections.ts";

/**
 * A connection of its own, so that a pool that is merely busy does not look like a database that is away. One at a
 * time, whoever asks: anyone may, and PostgreSQL has few connections.
 */
export function databaseReachable(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = undefined;
  });
  return asking;
}

let asking: Promise<boolean> | undefined;

async function ask(): Promise<boolean> {
  const client = new pg.Client({ connectionString: connections().app, connectionTimeoutMillis: 3000, query_timeout: 3000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
