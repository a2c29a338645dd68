import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { storedId } from "#lib/dumps/stored-file.ts";
import { directoryName } from "#lib/imports/model.ts";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { makeJobDirectory } from "#lib/postgres/job-directory.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { makeTenant, prepareHouse } from "#tests/scopes.ts";
import { sweepDirectories } from "./sweep-directories.ts";

let database: TestDatabase;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await makeTenant("u00000452");
});
after(() => database.close());

test("what dead workers left goes; what one works in, stays", async () => {
  const importOf = async (state: "restoring" | "failed", attempt: number) => {
    const row = {
      id: randomUUID(),
      tenantId: clinic.tenant.id,
      kind: "test",
      state,
      attempt,
      fileName: "a",
      loginId: "a",
    } as const;
    return systemDb().databaseImport.create({ data: { ...row, createdAt: new Date() } });
  };
  const dumpOf = async (state: "running" | "failed") => {
    const row = { id: randomUUID(), tenantId: clinic.tenant.id, kind: "manual", state, fileName: "a", loginId: "a" } as const;
    return systemDb().databaseDump.create({ data: { ...row, createdAt: new Date() } });
  };
  const open = await importOf("restoring", 2);
  const over = await importOf("failed", 1);
  const [running, failed] = [await dumpOf("running"), await dumpOf("failed")];
  const stay = [directoryName(open), storedId(running)];
  for (const name of [...stay, directoryName({ ...open, attempt: 1 }), directoryName(over), storedId(failed), "unknown"])
    await makeJobDirectory(name);
  await sweepDirectories();
  assert.deepEqual(readdirSync(path.join(env().dataDir, "jobs")).sort(), stay.sort());
});
