import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { currentRevocationList, refreshRevocationList } from "./lists.ts";
import { currentServerCertificate } from "./server-certificate.ts";

/** What a clock that stood ten years ahead for an hour has left behind. */
let database: TestDatabase;
const now = new Date("2026-11-21T01:00:00Z");
const ahead = new Date("2036-11-21T01:00:00Z");

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
});
after(() => database.close());

test("a revocation list of the future is signed anew: nobody accepts it yet", async () => {
  await refreshRevocationList(0, ahead);
  await refreshRevocationList(0, now);
  const list = await currentRevocationList(0);
  assert.equal(list?.nextUpdate.toISOString(), "2026-11-28T01:00:00.000Z");
});

test("a server certificate of the future is not served: the one of now is, or a new one", async () => {
  const validFrom = async (at: Date) => new X509Certificate((await currentServerCertificate(at)).certificatePem).validFromDate;
  const first = await validFrom(now);
  assert.ok((await validFrom(ahead)) > now);
  assert.deepEqual(await validFrom(now), first);
});
