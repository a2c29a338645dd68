import path from "node:path";
import type { Connections } from "#lib/platform/connections.ts";
import { isUsable, versionOfNumber, versionText } from "#lib/postgres/version.ts";
import { refuseHalfRestored } from "#server/backup/marker.ts";
import { openCluster } from "#server/postgres/cluster.ts";
import { withClient } from "#server/postgres/connect.ts";
import { migrate } from "#server/postgres/migrate.ts";
import { prepareGivenDatabase, prepareOwnDatabase } from "#server/postgres/roles.ts";
import { StartFailure } from "./failure.ts";
import type { Say } from "./say.ts";

/** The portal's database with its roles and the newest schema. @throws StartFailure */
export async function prepareDatabase(place: DatabasePlace, running: AsyncDisposableStack, say: Say): Promise<void> {
  const { owner } = await openDatabase(place, running, say);
  await refuseHalfRestored(owner);
  const applied = await migrate(owner);
  if (applied.length > 0) say(`Database schema: applied ${applied.join(", ")}`);
}

/**
 * The database that DATABASE_URL names, otherwise the private cluster of the data directory; with its roles, and with
 * whatever it holds. @throws StartFailure
 */
export function openDatabase(place: DatabasePlace, running: AsyncDisposableStack, say: Say): Promise<Connections> {
  const { databaseUrl } = place;
  return databaseUrl ? given(databaseUrl, place) : own(place, running, say);
}

interface DatabasePlace {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** The clinics' server; without one the private cluster serves, and beside DATABASE_URL none. */
  readonly tenantDatabaseUrl: string | undefined;
  readonly tenantDatabasePrefix: string;
}

const fileOf = ({ dataDir }: DatabasePlace): string => path.join(dataDir, "database.json");

async function own(place: DatabasePlace, running: AsyncDisposableStack, say: Say) {
  say("Starting PostgreSQL");
  const cluster = await openCluster(place.dataDir, say);
  running.defer(() => cluster.stop());
  const tenants = { url: place.tenantDatabaseUrl, admin: `${place.tenantDatabasePrefix}admin` };
  return prepareOwnDatabase(cluster.adminUrl, "portal", fileOf(place), tenants);
}

async function given(url: string, place: DatabasePlace) {
  const number = await withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
    return Number(rows[0]?.server_version_num);
  });
  const version = versionOfNumber(number);
  if (!isUsable(version))
    throw new StartFailure(`DATABASE_URL leads to PostgreSQL ${versionText(version)}: the portal needs 15 or newer.`);
  return prepareGivenDatabase(url, fileOf(place), place.tenantDatabaseUrl);
}
