import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { connections } from "./connections.ts";
import { env } from "./env.ts";
import { once } from "./once.ts";
import { PrismaClient } from "./prisma/client.ts";
import { outliveBrokenConnections } from "./tenant-pool.ts";

/**
 * The unscoped client: every tenant's rows. Only for what happens before there is a scope (who is this certificate,
 * this session, this login ID) and for the portal's own work; dependency-cruiser keeps the list of importers.
 */
export function systemDb(): PrismaClient {
  return system().client;
}

/** Prepared statements on the hot path of every request, where Prisma's planning would cost more than the query. */
export function systemPool(): pg.Pool {
  return system().pool;
}

export async function closeSystemDb(): Promise<void> {
  await system().client.$disconnect();
  await system().pool.end();
}

function system() {
  return once("system-db", () => {
    const pool = new pg.Pool({
      connectionString: connections().system,
      max: env().databasePool,
      application_name: "portal-system",
      connectionTimeoutMillis: 5000,
    });
    outliveBrokenConnections(pool);
    return { pool, client: new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" }) };
  });
}
