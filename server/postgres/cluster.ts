import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { choose, type Installation } from "#lib/postgres/installations.ts";
import type { Account } from "#lib/postgres/os-account.ts";
import { StartFailure } from "#server/start/failure.ts";
import type { Say } from "#server/start/say.ts";
import { unprivilegedAccount } from "./account.ts";
import { withClient } from "./connect.ts";
import { provideInstallations } from "./install.ts";
import { makeCluster } from "./make.ts";
import { npmInstallation } from "./npm.ts";
import { majorOf, ownerOf, placeFor } from "./place.ts";
import { type ClusterRecord, newRecord, readRecord, superuserUrl, writeRecord } from "./record.ts";
import { accepts, freePort, runningPort, startServer, stopServer } from "./run.ts";

export interface Cluster {
  /** The superuser's connection string to the database `postgres`. */
  readonly adminUrl: string;
  readonly directory: string;
  stop(): Promise<void>;
}

/**
 * Starts the private PostgreSQL of a data directory, making it the first time. A server that a killed portal left
 * running is taken over; one that crashed recovers. The caller sees to it that one process does this at a time.
 *
 * @param home absolute; keeps cluster.json and, where PostgreSQL's user can enter it, the cluster in `postgres/`.
 * @param settings PostgreSQL settings beyond the portal's own.
 * @throws StartFailure
 */
export async function openCluster(home: string, say: Say, settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const known = readRecord(home);
  const major = known && majorOf(known.directory);
  const found = await provideInstallations(say, major);
  const account = known && major ? ownerOf(known.directory) : await unprivilegedAccount();
  const installation = await installationFor(found, major, account);
  const record = known ?? newRecord(home, await placeFor(home, account, say));
  const { directory } = record;
  if (!major) {
    say(`Making the database cluster in ${directory}`);
    await makeCluster(record, installation, account);
  }
  const running = await answeringPort(record);
  const port = running ?? (await freePort(record.port));
  if (port !== record.port) writeRecord(home, { ...record, port });
  if (!running) await startServer(directory, installation, account, { ...own(directory, port), ...settings });
  const adminUrl = superuserUrl({ ...record, port });
  await withClient(adminUrl, (client) => client.query("SELECT 1"));
  return { adminUrl, directory, stop: () => stopServer(directory, installation, account) };
}

async function installationFor(
  found: readonly Installation[],
  major: number | undefined,
  account: Account | undefined,
): Promise<Installation> {
  const packaged = async () =>
    choose(
      [await npmInstallation(account)].filter((each) => each !== undefined),
      major,
    );
  const installation = choose(found, major) ?? (await packaged());
  if (installation) return installation;
  const name = major ? `PostgreSQL ${major}, which made this cluster,` : "PostgreSQL 15 or newer";
  throw new StartFailure(`${name} is not installed and npm has none for this platform: install it, or set DATABASE_URL.`);
}

/** A server that is just dying or stopping still has its process for a moment, but takes no connections any more. */
async function answeringPort(record: ClusterRecord): Promise<number | undefined> {
  for (let tries = 0; tries < 50; tries++) {
    const port = runningPort(record.directory);
    if (!port || (await accepts(port))) return port;
    await pause(200);
  }
  throw new StartFailure(`A PostgreSQL process holds ${record.directory} but does not answer: end it, then start again.`);
}

/** Reachable from this machine alone; a week of logs. A dump locks all of a clinic's tables at once, hence more locks than usual. */
function own(directory: string, port: number): Record<string, string | number> {
  return {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: isSocketPath(directory) ? directory : "",
    cluster_name: "orcamo-portal",
    logging_collector: "on",
    log_filename: "postgresql-%a.log",
    log_rotation_age: "1d",
    log_truncate_on_rotation: "on",
    max_locks_per_transaction: 256,
  };
}

/** The kernel takes 107 bytes, and PostgreSQL would split the name at a comma. */
function isSocketPath(directory: string): boolean {
  return directory.length <= 80 && /^[\w./-]+$/.test(directory) && existsSync(path.dirname(directory));
}
