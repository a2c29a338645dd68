import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
});

after(() => database.close());

test("asked a thousand times at once, health takes one connection, and sees it when the database is away", async () => {
  const { databaseReachable } = await import("./database-reachable.ts");
  const answers = Array.from({ length: 1000 }, () => databaseReachable());
  assert.equal(new Set(answers).size, 1);
  assert.deepEqual(new Set(await Promise.all(answers)), new Set([true]));
  const allow = (word: string) =>
    withClient(database.adminUrl, (client) =>
      client.query(`ALTER DATABASE ${new URL(database.owner).pathname.slice(1)} ALLOW_CONNECTIONS ${word}`),
    );
  await allow("false");
  assert.equal(await databaseReachable(), false);
  await allow("true");
  assert.equal(await databaseReachable(), true);
});
