import { Client } from "pg";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { dataDir } from "./settings.ts";

/** The rows between two rounds: as PostgreSQL's superuser, since no role of the portal may take back a certificate. */
export interface Morning extends AsyncDisposable {
  /** Keeps what the pool holds now, to be put back. */
  keepPool(): Promise<void>;
  /** Nobody has renewed yet; the pool holds what it was kept with, or nothing. */
  again(pool: "full" | "empty"): Promise<void>;
  /** The files are made with what was derived ahead, or without it. */
  derivations(state: "there" | "away"): Promise<void>;
}

export async function openMorning(): Promise<Morning> {
  const record = readRecord(dataDir);
  if (!record) throw new Error(`${dataDir} holds no cluster.`);
  const url = new URL(superuserUrl(record));
  url.pathname = "/portal";
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return {
    keepPool: async () => {
      await client.query("CREATE TABLE bench_keys AS TABLE key_pool");
    },
    again: async (pool) => {
      await client.query(undoRenewals);
      if (pool === "full") await client.query("INSERT INTO key_pool SELECT * FROM bench_keys");
      // Else the next round would read past what this one left, and the rounds would not be alike.
      await client.query(
        "VACUUM (ANALYZE) certificates, renewal_links, renewal_attempts, key_pool, audit_heads, certificate_lines",
      );
    },
    derivations: async (state) => {
      await client.query(state === "away" ? takeDerivations : giveDerivations);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const undoRenewals = `BEGIN;
  DELETE FROM renewal_links;
  DELETE FROM renewal_attempts;
  DELETE FROM certificates WHERE generation > 1;
  UPDATE certificates SET current = true WHERE NOT current;
  DELETE FROM key_pool;
  COMMIT`;

const takeDerivations = `BEGIN;
  CREATE TABLE bench_derivations AS SELECT id, "derivationEnvelope" FROM certificates WHERE generation > 1;
  UPDATE certificates SET "derivationEnvelope" = NULL WHERE generation > 1;
  COMMIT`;

const giveDerivations = `BEGIN;
  UPDATE certificates c SET "derivationEnvelope" = b."derivationEnvelope" FROM bench_derivations b WHERE b.id = c.id;
  DROP TABLE bench_derivations;
  COMMIT`;
