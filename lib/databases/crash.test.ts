import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemScope } from "#lib/access/system-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { dumpHash, makeImport } from "#tests/clinic-databases.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { adoptStaging } from "./adopt.ts";
import { claimAttempt } from "./claim-attempt.ts";
import { dropReturned } from "./drop-aside.ts";
import { ensureTenantDatabase } from "./ensure.ts";
import { importRole } from "./model.ts";
import { swapBack } from "./roll-back.ts";
import { createStaging, dropStaging } from "./staging.ts";
import { findSwap, swapIn } from "./swap.ts";

const orcamoId = "u00000001";
let database: TestDatabase;
let live: string;

before(async () => {
  database = await openTestDatabase();
  await createTenant("test", { orcamoId, name: "テスト医院" }, systemClock);
  ({ name: live } = await ensureTenantDatabase(await systemScope(orcamoId, "test")));
  await withTenantServer(live, (client) => client.query(`SET ROLE ${live}; CREATE TABLE public.a AS SELECT 'old' AS word`));
});
after(() => database.close());

test("a worker that is killed at any moment of a swap leaves the old database or the new one, and says which", async () => {
  let swapped = 0;
  for (let round = 0; round < 6; round++) {
    const { importId, staging } = await makeImport(orcamoId, live, `CREATE TABLE public.a AS SELECT 'round ${round}' AS word`);
    const hashes = { old: await dumpHash(live), new: await dumpHash(staging.name) };
    const swap = { importId, attempt: 1, orcamoId };
    const child = await begin(
      `import { swapIn } from "./lib/databases/swap.ts"; await ready(); await swapIn(${JSON.stringify(swap)});`,
    );
    await pause(randomInt(0, 60));
    await kill(child);
    await untilNobodySwaps();
    const found = await findSwap(importId);
    assert.equal(await dumpHash(live), found ? hashes.new : hashes.old);
    if (found) swapped++;
    // The next attempt, whatever the first one did.
    await claimAttempt(importId, 2);
    await swapIn({ ...swap, attempt: 2 });
    assert.equal(await dumpHash(live), hashes.new);
    await swapBack(importId, orcamoId);
    assert.equal(await dumpHash(live), hashes.old);
    await dropReturned(importId);
  }
  console.log(`# ${swapped} of 6 were swapped before the kill`);
});

test("a worker that is killed while it makes, fills or adopts a staging database hinders no second attempt", async () => {
  const table =
    "CREATE TABLE public.b AS SELECT n FROM generate_series(1, 1000) AS n; CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'";
  for (let round = 0; round < 6; round++) {
    const importId = randomUUID();
    const child = await begin(
      `import { makeImport } from "./tests/clinic-databases.ts"; import { createStaging } from "./lib/databases/staging.ts";
       import { adoptStaging } from "./lib/databases/adopt.ts"; import { withClient } from "./server/postgres/connect.ts";
       await ready(); const staging = await createStaging("${orcamoId}", "${importId}");
       await withClient(staging.url, (client) => client.query(${JSON.stringify(table)})); await adoptStaging(staging, "${live}");`,
    );
    await pause(randomInt(0, 450));
    await kill(child);
    const staging = await createStaging(orcamoId, importId);
    await withTenantServer(staging.name, (client) => client.query(`SET ROLE ${staging.role}; ${table}`));
    await adoptStaging(staging, live);
    await adoptStaging(staging, live);
    await claimAttempt(importId, 1);
    await dropStaging(orcamoId, importId);
    await dropStaging(orcamoId, importId);
    const left = await withTenantServer(live, (client) =>
      client.query("SELECT FROM pg_roles WHERE rolname = $1 UNION ALL SELECT FROM pg_database WHERE datname = $2", [
        importRole(importId),
        staging.name,
      ]),
    );
    assert.equal(left.rowCount, 0);
  }
});

/** A process of its own, at the point where its work begins. */
async function begin(work: string): Promise<ChildProcess> {
  const [imports, rest] = [work.match(/import .*?;/g)?.join("\n") ?? "", work.replace(/import .*?;/g, "")];
  const code = `${imports}
    import { adminPool } from "./lib/databases/prepare-server.ts";
    const ready = async () => { await adminPool(); process.stdout.write("ready"); };
    ${rest}`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    cwd: packageRoot,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout ?? child, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
  child.kill("SIGKILL");
  await gone;
}

/** The server may still be about what the dead process sent last. */
async function untilNobodySwaps(): Promise<void> {
  const ours = "SELECT FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND state <> 'idle'";
  await withTenantServer(`${database.prefix}admin`, async (client) => {
    while ((await client.query(ours, [`${database.prefix}admin`])).rowCount) await pause(5);
  });
}
