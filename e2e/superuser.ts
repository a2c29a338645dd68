import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { dataDir } from "./portal.ts";

/** Past every rule of the database, as whoever owns the machine may: the log must find them out. */
export async function asSuperuser(query: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const record = readRecord(dataDir);
  if (!record) throw new Error(`${dataDir} holds no cluster.`);
  const url = superuserUrl(record).replace(/\/postgres$/, "/portal");
  return withClient(url, async (client) => (await client.query<Record<string, unknown>>(query, values)).rows);
}
