import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { withClient } from "#server/postgres/connect.ts";
import { openScratch, type Scratch } from "#tests/archives/dump.ts";
import { openTestDatabase } from "#tests/database.ts";

const database = await openTestDatabase();
after(() => database.close());

const { createStaging, dropStaging } = await import("../databases/staging.ts");
const { watchRestore } = await import("./watch.ts");
type Watch = Parameters<typeof watchRestore>[1];

describe("the watch over a restore", () => {
  test("sees the database's size, the bytes of a table and how far an index is", async () => {
    const id = randomUUID();
    const staging = await createStaging("u00000014", id);
    const building = withClient(staging.url, (client) =>
      client.query(`
        CREATE TABLE t (n int); INSERT INTO t SELECT generate_series(1, 1000);
        CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.004); RETURN n; END $$;
        COMMIT; CREATE INDEX ON t (slow(n))`),
    );
    const { sights } = await watched(staging, {}, ({ builds }) => builds.some(({ table }) => table === "public.t"));
    await building;
    await dropStaging("u00000014", id);
    const last = sights.find(({ builds }) => builds.length > 0);
    assert.ok((last?.databaseBytes ?? 0) > 1e6);
    assert.ok(last?.builds.every(({ fraction }) => fraction >= 0 && fraction <= 1));
    assert.ok((last?.pids.length ?? 0) > 0);
  });

  test("tells when the database is larger than it may be, and when the job's disk is nearly full", async () => {
    await using scratch = await openScratch("SELECT");
    assert.deepEqual((await watched(scratch, { maxDatabaseBytes: 1 })).limits, ["size"]);
    assert.deepEqual((await watched(scratch, { minFreeBytes: Number.MAX_SAFE_INTEGER })).limits, ["disk"]);
    assert.deepEqual((await watched(scratch, {})).limits, []);
  });

  test("goes on when its connection is ended", async () => {
    await using scratch = await openScratch("SELECT");
    let seen = 0;
    await watched(scratch, {}, () => {
      seen += 1;
      if (seen === 1) void endWatchers(scratch);
      return seen >= 3;
    });
    assert.ok(seen >= 3);
  });
});

/** Watches until something was seen. */
async function watched(
  scratch: { readonly url: string },
  changes: Partial<Watch>,
  enough: (sight: Sight) => boolean = () => true,
) {
  const over = new AbortController();
  const sights: Sight[] = [];
  const limits: string[] = [];
  let ready = false;
  const watching = watchRestore(
    new URL(scratch.url).pathname.slice(1),
    {
      ...{ directory: tmpdir(), maxDatabaseBytes: 1e12, minFreeBytes: 0 },
      onSight: (sight) => {
        sights.push(sight);
        ready ||= enough(sight);
      },
      onLimit: (limit) => limits.push(limit),
      ...changes,
    },
    over.signal,
  );
  const until = async (condition: () => boolean) => {
    for (const patience = Date.now() + 30_000; !condition(); await pause(50)) assert.ok(Date.now() < patience);
  };
  try {
    await until(() => ready);
    // The limits are asked after the sight: when it comes again they were.
    const before = sights.length;
    await until(() => sights.length > before);
  } finally {
    over.abort();
    await watching;
  }
  return { sights, limits: [...new Set(limits)] };
}

type Sight = Parameters<Watch["onSight"]>[0];

function endWatchers(scratch: Scratch) {
  const sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
  return withClient(database.adminUrl, (client) => client.query(sql, [new URL(scratch.url).pathname.slice(1)]));
}
