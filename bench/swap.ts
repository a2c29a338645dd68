import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { escapeIdentifier as id } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { adoptStaging } from "#lib/databases/adopt.ts";
import { claimAttempt } from "#lib/databases/claim-attempt.ts";
import { dropAside, dropReturned } from "#lib/databases/drop-aside.ts";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { swapBack } from "#lib/databases/roll-back.ts";
import { createStaging } from "#lib/databases/staging.ts";
import { swapIn } from "#lib/databases/swap.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { closeDb } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { closeSystemDb } from "#lib/platform/system-db.ts";
import { adminDatabase, closeTenantServer, tenantServerUrl, withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { prepareDatabase } from "#server/start/database.ts";
import { fillClinicDatabase } from "./clinic-database.ts";
import { median, type Section } from "./figures.ts";
import { startProgram } from "./reconnecting-program.ts";
import { quick } from "./settings.ts";

const megabytes = quick ? 50 : 300;
const rounds = quick ? 3 : 10;
const orcamoId = "u00000001";

/** 切り替え and 元に戻す of a database of some 500 MB, as two programs see it that connect again as soon as they are cut off. */
export async function measureSwaps(say: (line: string) => void): Promise<Section[]> {
  const { dataDir } = env();
  rmSync(dataDir, { recursive: true, force: true });
  await using running = new AsyncDisposableStack();
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  await prepareDatabase(env(), running, say);
  running.defer(async () => void (await Promise.all([closeDb(), closeSystemDb(), closeTenantServer()])));
  await createTenant("bench", { orcamoId, name: orcamoId }, systemClock);
  const { name: live, owner } = await ensureTenantDatabase(await systemScope(orcamoId, "bench"));
  say(`Filling a database from ${megabytes} MB of text`);
  await withTenantServer(live, async (client) => {
    await client.query(`SET ROLE ${id(owner)}; SET search_path = public`);
    await fillClinicDatabase(client, megabytes);
  });
  const source = `${live}_source`;
  const size = await withTenantServer(adminDatabase(), async (client) => {
    await client.query(`CREATE DATABASE ${id(source)} TEMPLATE ${id(live)} STRATEGY FILE_COPY`);
    const { rows } = await client.query<{ size: string }>("SELECT pg_database_size($1) AS size", [source]);
    return Number(rows[0]?.size);
  });
  const seen: number[] = [];
  const told: number[] = [];
  for (let round = 0; round < rounds; round++) {
    say(`Round ${round + 1} of ${rounds}`);
    const importId = await makeStaging(source, owner);
    const programs = await Promise.all([startProgram(tenantServerUrl(live)), startProgram(tenantServerUrl(live))]);
    told.push((await swapIn({ importId, attempt: 1, orcamoId })).outageMs);
    for (const program of programs) seen.push(await program.longestGap());
    await swapBack(importId, orcamoId);
    for (const program of programs) seen.push(await program.longestGap());
    await Promise.all(programs.map((program) => program.stop()));
    await dropReturned(importId);
    await dropAside(importId);
  }
  const about = `${(size / 1e6).toFixed(0)} MB, ${rounds * 2} times`;
  return [
    {
      title: `Swapping a database of ${about}: without an answer, as two programs see it that ask all the time`,
      figures: [
        { name: "median", value: median(seen), unit: "ms" },
        { name: "longest", value: Math.max(...seen), unit: "ms", target: { atMost: 100 } },
        { name: "as the portal notes it, median", value: median(told), unit: "ms" },
      ],
    },
  ];
}

/** A copy stands in for the restore, which is measured elsewhere. */
async function makeStaging(source: string, owner: string): Promise<string> {
  const importId = randomUUID();
  await claimAttempt(importId, 1);
  const staging = await createStaging(orcamoId, importId);
  await withTenantServer(adminDatabase(), async (client) => {
    await client.query(`DROP DATABASE ${id(staging.name)}`);
    await client.query(`CREATE DATABASE ${id(staging.name)} TEMPLATE ${id(source)} STRATEGY FILE_COPY`);
  });
  await adoptStaging(staging, owner);
  return importId;
}
