import { statfs } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { plainText } from "../platform/plain-text.ts";
import { withTenantServer } from "../postgres/tenant-server.ts";
import { endAtOnce, findCrowding, findImportRoles } from "./crowding.ts";
import { memoryOfBackends, mostBackendBytes } from "./server-memory.ts";

/** What the server is doing in a staging database. Tables as `schema.name`, plain text. */
export interface Sight {
  readonly databaseBytes: number;
  /** COPY text that was read so far. */
  readonly copies: readonly { readonly table: string; readonly bytes: number }[];
  /** Of the server's processes that work there, also those that help with an index. */
  readonly pids: readonly number[];
  /** 0 to 1 of an index. */
  readonly builds: readonly { readonly table: string; readonly fraction: number }[];
}

export interface Watch {
  /** The server's database, in bytes. */
  readonly maxDatabaseBytes: number;
  /** Of the job: it keeps so much free, in bytes. */
  readonly directory: string;
  readonly minFreeBytes: number;
  onSight(sight: Sight): void;
  onLimit(limit: "size" | "disk" | "memory" | "lost"): void;
}

const everyMs = 1_000;
const mostFailures = 20;

/** Looks each second, on a connection of the administrator's, until `signal`. A lost connection is made again. */
export async function watchRestore(database: string, watch: Watch, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      await withTenantServer(database, async (client) => {
        await client.query("SET search_path = pg_catalog; SET statement_timeout = '10s'");
        const roles = await findImportRoles(client);
        for (; !signal.aborted; await pause(everyMs, undefined, { signal })) {
          await endCrowding(client, roles, watch);
          await lookOnce(client, watch);
          failures = 0;
        }
      });
    } catch {
      // The server is away, or the pause was ended. pg_restore tells of the server for itself, but nobody may then go on
      // without being watched.
      if (signal.aborted) return;
      failures += 1;
      if (failures > mostFailures) watch.onLimit("lost");
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Told first: the tool would say that it lost the server. */
async function endCrowding(client: Client, roles: readonly number[], { onLimit }: Watch): Promise<void> {
  const crowding = await findCrowding(client, roles);
  if (crowding.length === 0) return;
  onLimit("memory");
  await endAtOnce(client, crowding);
}

async function lookOnce(client: Client, { maxDatabaseBytes, directory, minFreeBytes, onSight, onLimit }: Watch): Promise<void> {
  const sight = await look(client);
  onSight(sight);
  const { bavail, bsize } = await statfs(directory);
  if (memoryOfBackends(sight.pids) > mostBackendBytes) onLimit("memory");
  else if (sight.databaseBytes > maxDatabaseBytes) onLimit("size");
  else if (bavail * bsize < minFreeBytes) onLimit("disk");
}

async function look(client: Client): Promise<Sight> {
  const { rows } = await client.query<Row>(sightSql);
  const [row] = rows;
  return {
    databaseBytes: Number(row?.bytes ?? 0),
    pids: row?.pids ?? [],
    copies: (row?.copies ?? []).map(({ table, value }) => ({ table: plainText(table, 200), bytes: value })),
    builds: (row?.builds ?? []).map(({ table, value }) => ({ table: plainText(table, 200), fraction: value })),
  };
}

interface Row {
  readonly bytes: string;
  readonly pids: number[] | null;
  readonly copies: Named[] | null;
  readonly builds: Named[] | null;
}

interface Named {
  readonly table: string;
  readonly value: number;
}

/**
 * An index is told in phases (manual, "Progress Reporting"): reading the table is the first half of it, sorting says
 * nothing of itself, writing the tree is the rest.
 */
const sightSql = `
  SELECT pg_database_size(current_database()) AS bytes,
    (SELECT json_agg(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS pids,
    (SELECT json_agg(json_build_object('table', n.nspname || '.' || c.relname, 'value', p.bytes_processed))
      FROM pg_stat_progress_copy p JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.datname = current_database()) AS copies,
    (SELECT json_agg(json_build_object('table', n.nspname || '.' || c.relname, 'value', CASE
        WHEN p.tuples_total > 0 AND p.tuples_done > 0 THEN 0.6 + 0.4 * p.tuples_done / p.tuples_total
        WHEN p.blocks_total > 0 THEN 0.5 * p.blocks_done / p.blocks_total ELSE 0 END))
      FROM pg_stat_progress_create_index p JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.datname = current_database()) AS builds
`;
