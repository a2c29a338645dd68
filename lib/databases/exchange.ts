import { setTimeout as pause } from "node:timers/promises";
import { type Client, escapeIdentifier as id } from "pg";
import { adminDatabase, connectToServer, tenantServerUrl } from "../postgres/tenant-server.ts";
import { isBusy, listConnections } from "./busy.ts";
import { carrySettings } from "./carry-settings.ts";
import { endConnections } from "./end-connections.ts";
import { SwapBlocked } from "./model.ts";
import { adminPool } from "./prepare-server.ts";

/** `live` is called `away` afterwards, and `next` is called `live`. */
export interface Exchange {
  readonly live: string;
  readonly away: string;
  readonly next: string;
}

/**
 * Two renames and what is noted about them, in one transaction: a crash at any point leaves the one or the other, and
 * nothing closed. Programs that are connected are cut off and may connect again at once; a try that does not come
 * through within moments lets them in before the next.
 * @param decide inside the transaction: what to exchange, or what was done already
 * @param importId whose swap notes how long nobody could connect
 * @throws SwapBlocked
 */
export async function exchange<T>(
  importId: string,
  decide: (client: Client) => Promise<{ done: T } | { exchange: Exchange; note(): Promise<T> }>,
): Promise<T> {
  await adminPool();
  for (const delay of [100, 200, 300, 500, 500, 1_000, 1_000, 2_000, 2_000, 0]) {
    const client = await connectToServer(tenantServerUrl(adminDatabase()));
    let live: string | undefined;
    try {
      await client.query(quickly).catch(() => undefined);
      await client.query("BEGIN");
      const decided = await decide(client);
      if ("done" in decided) return decided.done;
      live = decided.exchange.live;
      await carrySettings(client, decided.exchange.live, decided.exchange.next);
      const result = await decided.note();
      await noteOutage(client, importId, await rename(client, decided.exchange));
      return result;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (delay === 0) throw new SwapBlocked(await listConnections(live ?? ""));
    } finally {
      await client.end().catch(() => undefined);
    }
    await pause(delay);
  }
  throw new Error("unreachable");
}

/**
 * RENAME DATABASE looks ten times a second whether everybody is gone, unless a signal wakes it: this timer does, each two
 * milliseconds. It also ends a try whose process was killed. (Where the system has no such check it is merely slower.)
 */
const quickly = "SET client_connection_check_interval = 2";

/** @returns milliseconds from the moment that nobody could connect any more to the one that everybody could */
async function rename(client: Client, { live, away, next }: Exchange): Promise<number> {
  await client.query("SET LOCAL statement_timeout = 80; SET LOCAL synchronous_commit = off");
  const helper = await endConnections(client, [live, next]);
  const began = performance.now();
  try {
    await Promise.all([client.query(`ALTER DATABASE ${id(live)} RENAME TO ${id(away)}`).finally(helper.stop), helper.run()]);
    await client.query(`ALTER DATABASE ${id(next)} RENAME TO ${id(live)}`);
    await client.query("COMMIT");
    return performance.now() - began;
  } finally {
    await helper.close();
  }
}

/**
 * The commit of the renames does not wait for the disk, since everybody would wait with it. This one does, before anybody
 * is told. Whatever a program has written meanwhile comes to the disk after the renames: the log has one order.
 */
async function noteOutage(client: Client, importId: string, outageMs: number): Promise<void> {
  await client.query("SET synchronous_commit = on");
  await client.query("UPDATE portal.swaps SET outage_ms = $2 WHERE import = $1", [importId, outageMs]);
}
