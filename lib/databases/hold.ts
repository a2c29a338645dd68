import { createHash } from "node:crypto";
import type { Client } from "pg";
import { adminDatabase, connectToServer, tenantServerUrl } from "../postgres/tenant-server.ts";

import { adminPool } from "./prepare-server.ts";

export interface Hold {
  /** The connection is gone, and with it the lock: somebody else may have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * The lock of a tenant's databases, which imports and dumps take in turn. It belongs to a connection of its own: whoever
 * dies gives it back.
 * @returns undefined when somebody else has it
 */
export async function holdTenant(tenantId: string): Promise<Hold | undefined> {
  await adminPool();
  const client = await connectToServer(tenantServerUrl(adminDatabase()));
  try {
    // A server that does not see its client any more gives the lock back within half a minute.
    await client.query("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3");
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [keyOf(tenantId)]);
    if (rows[0]?.held) return watch(client);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}

/** Longer than a busy server takes to say 1. */
const patienceMs = 10_000;

function watch(client: Client): Hold {
  const lost = new AbortController();
  const lose = () => lost.abort();
  client.once("end", lose);
  client.once("error", lose);
  let asked: number | undefined;
  const everySecond = setInterval(() => {
    if (asked !== undefined) return Date.now() - asked > patienceMs ? lose() : undefined;
    asked = Date.now();
    client.query("SELECT 1").then(() => {
      asked = undefined;
    }, lose);
  }, 1_000);
  const release = async () => {
    clearInterval(everySecond);
    client.off("end", lose);
    await client.end().catch(() => undefined);
  };
  lost.signal.addEventListener("abort", () => clearInterval(everySecond), { once: true });
  return { lost: lost.signal, release };
}

/** 64 bits of a hash, as PostgreSQL's bigint takes them. */
function keyOf(tenantId: string): string {
  return createHash("sha256").update(`orcamo-portal tenant ${tenantId}`).digest().readBigInt64BE().toString();
}
