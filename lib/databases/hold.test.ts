import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { holdTenant } from "./hold.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

test("one holds a tenant at a time, others hold other tenants, and what is released is free", async () => {
  const tenant = randomUUID();
  const first = await holdTenant(tenant);
  assert.ok(first);
  assert.equal(await holdTenant(tenant), undefined);
  const other = await holdTenant(randomUUID());
  await other?.release();
  await first.release();
  assert.equal(first.lost.aborted, false, "who gave it back did not lose it");
  const second = await holdTenant(tenant);
  assert.ok(second);
  await second.release();
});

test("whoever loses the connection is told, and the lock is another's", async () => {
  const tenant = randomUUID();
  const hold = await holdTenant(tenant);
  assert.ok(hold);
  const lost = once(hold.lost, "abort");
  await withClient(database.adminUrl, (client) =>
    client.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE locktype = 'advisory' AND granted AND datname = $1`,
      [`${database.prefix}admin`],
    ),
  );
  await lost;
  const next = await holdTenant(tenant);
  assert.ok(next);
  await next.release();
  await hold.release();
});
