import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Cluster, openCluster } from "#server/postgres/cluster.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { accepts, runningPort } from "#server/postgres/run.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { takeLock } from "#server/start/process-lock.ts";

/** Where the tests' own PostgreSQL lies, whatever PORTAL_DATA_DIR says: one for all test files, or this one's alone. */
let home = path.join(packageRoot, ".data/test");

export function testHome(): string {
  return home;
}

/** Nothing in it outlives a crash of the machine, and nothing needs to. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

/** The superuser's connection string of the tests' PostgreSQL, started when it is not running; it stays running. */
export async function testClusterUrl(): Promise<string> {
  const record = readRecord(home);
  const port = record && runningPort(record.directory);
  if (record && port === record.port && (await accepts(port))) return superuserUrl(record);
  return (await startTestCluster()).adminUrl;
}

/** One process starts it, others wait for that one. */
export async function startTestCluster(): Promise<Cluster> {
  mkdirSync(home, { recursive: true });
  for (;;) {
    const release = takeLock(path.join(home, "cluster.lock"));
    if (typeof release === "number") {
      await pause(100);
      continue;
    }
    try {
      return await openCluster(home, () => undefined, settings);
    } finally {
      release();
    }
  }
}

/**
 * From here on this process has a PostgreSQL of its own: for tests of what strains a whole server, such as an archive that takes
 * all its locks, and would fail whatever other test file is running.
 * @returns what stops it and takes it away
 */
export async function startOwnCluster(): Promise<() => Promise<void>> {
  home = mkdtempSync(path.join(tmpdir(), "portal-test-server-"));
  chmodSync(home, 0o711);
  const cluster = await startTestCluster();
  return async () => {
    await cluster.stop();
    rmSync(cluster.directory, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  };
}

/** Stops it unless another run is using it. */
export async function stopTestCluster(cluster: Cluster): Promise<void> {
  const others = await withClient(cluster.adminUrl, async (client) => {
    const own = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
    return (await client.query(`SELECT FROM pg_stat_activity WHERE ${own}`)).rowCount;
  });
  if (!others) await cluster.stop();
}
