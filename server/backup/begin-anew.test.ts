import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ensureAuthority } from "#lib/authority/current.ts";
import { addPooledKey, countPooledKeys } from "#lib/authority/key-pool.ts";
import { makePooledKey } from "#lib/authority/pooled-key.ts";
import { dumpSentence } from "#lib/dumps/reason-words.ts";
import { importSentence } from "#lib/imports/reason-words.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { beginAnew } from "./begin-anew.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  await ensureAuthority(new Date());
});
after(() => database.close());

test("after a restore no key is there that was made ahead: a certificate may have been issued with it since", async () => {
  for (let made = 0; made < 2; made++)
    await withClient(database.system, (client) => addPooledKey(client, makePooledKey(), new Date()));
  await beginAnew(new Date());
  assert.equal(await countPooledKeys(), 0);
});

test("after a restore no import and no dump goes on, what was over stays, and databases are looked for anew", async () => {
  const { id: tenantId } = await createTenant("test", { orcamoId: "u00000001", name: "医院" }, systemClock);
  const now = new Date();
  const row = { tenantId, fileName: "a.dump", loginId: "test", createdAt: now };
  for (const state of ["swapping", "done", "cancelled"] as const)
    await systemDb().databaseImport.create({ data: { ...row, kind: "live", state } });
  for (const state of ["running", "cancelled"] as const)
    await systemDb().databaseDump.create({ data: { ...row, kind: "manual", state } });
  await systemDb().tenantDatabase.create({ data: { tenantId, name: "x", readyAt: now, createdAt: now } });
  await beginAnew(now);
  await beginAnew(now);
  const imports = await systemDb().databaseImport.groupBy({ by: ["state", "reason"], _count: true, orderBy: { state: "asc" } });
  assert.deepEqual(
    imports.map(({ state, reason, _count }) => [state, reason, _count]),
    [
      ["done", null, 1],
      ["failed", "IMPORT_RESTORED", 1],
      ["cancelled", null, 1],
    ],
  );
  const dumps = await systemDb().databaseDump.groupBy({ by: ["state", "reason"], _count: true, orderBy: { state: "asc" } });
  assert.deepEqual(
    dumps.map(({ state, reason, _count }) => [state, reason, _count]),
    [
      ["failed", "DUMP_ABANDONED", 1],
      ["cancelled", null, 1],
    ],
  );
  assert.equal((await systemDb().tenantDatabase.findUniqueOrThrow({ where: { tenantId } })).readyAt, null);
  assert.match(importSentence("IMPORT_RESTORED"), /復元/);
  assert.match(dumpSentence("DUMP_ABANDONED", {}), /途中/);
});
