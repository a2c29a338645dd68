import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Cluster, openCluster } from "#server/postgres/cluster.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { accepts, runningPort } from "#server/postgres/run.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { takeLock } from "#server/start/process-lock.ts";

/** Where the tests' own PostgreSQL lies, whatever PORTAL_DATA_DIR says. */
export const testHome = path.join(packageRoot, ".data/test");

/** Nothing in it outlives a crash of the machine, and nothing needs to. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

/** The superuser's connection string of the tests' PostgreSQL, started when it is not running; it stays running. */
export async function testClusterUrl(): Promise<string> {
  const record = readRecord(testHome);
  const port = record && runningPort(record.directory);
  if (record && port === record.port && (await accepts(port))) return superuserUrl(record);
  return (await startTestCluster()).adminUrl;
}

/** One process starts it, others wait for that one. */
export async function startTestCluster(): Promise<Cluster> {
  mkdirSync(testHome, { recursive: true });
  for (;;) {
    const release = takeLock(path.join(testHome, "cluster.lock"));
    if (typeof release === "number") {
      await pause(100);
      continue;
    }
    try {
      return await openCluster(testHome, () => undefined, settings);
    } finally {
      release();
    }
  }
}

/** Stops it unless another run is using it. */
export async function stopTestCluster(cluster: Cluster): Promise<void> {
  const others = await withClient(cluster.adminUrl, async (client) => {
    const own = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
    return (await client.query(`SELECT FROM pg_stat_activity WHERE ${own}`)).rowCount;
  });
  if (!others) await cluster.stop();
}
