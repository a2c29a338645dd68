import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { renewCertificate } from "#lib/certificates/renew.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import { changeOverlap } from "#lib/tenants/change-overlap.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { closeOverlaps } from "./close-overlaps.ts";

let database: TestDatabase;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(async () => {
  await stopJobSender();
  await database.close();
});

const days = 1010;
const lines = 15;

const closed = "revoked active 1";
const open = "active active 0";

/** Two workers in the middle of it: another line is closed, or all are. */
async function startWorkers(): Promise<ChildProcess[]> {
  const before = await linesByState();
  const args = ["tests/overlap-child.ts", String(days)];
  const workers = [1, 2].map(() => spawn(process.execPath, args, { cwd: packageRoot, stdio: "ignore" }));
  while (before[open] && (await linesByState())[closed] === before[closed]) await pause(1);
  return workers;
}

/** Lines by what is left of them, in one look: the dead one's server process may be committing still. */
async function linesByState(): Promise<Record<string, number>> {
  const { rows } = await systemPool().query<{ story: string; count: number }>(
    `SELECT concat_ws(' ', states, entries) AS story, count(*)::int FROM (
       SELECT string_agg(c.state::text, ' ' ORDER BY generation) AS states,
         (SELECT count(*) FROM audit_entries e WHERE e.action = 'certificates:close-overlap'
           AND e.facts ->> 'number' = c.number::text) AS entries
       FROM certificates c GROUP BY c.number) AS line GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ story, count }) => [story, count]));
}

test("more than it looks at in one go are all closed", async () => {
  const numbers = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 5, note: "" });
  const later = house.as(clinic, "administrator", house.daysLater(1000));
  for (const number of numbers) await renewCertificate(later, { number, generation: 1 });
  await clinic.db.certificate.updateMany({ where: { generation: 2 }, data: { firstUsedAt: house.daysLater(1001) } });
  await changeOverlap(house.as(clinic, "administrator"), { days: 7 });
  await closeOverlaps(house.daysLater(days), undefined, 2);
  assert.deepEqual(await linesByState(), { [closed]: 5 });
  for (const number of numbers)
    await clinic.db.certificate.updateMany({ where: { number, generation: 2 }, data: { firstUsedAt: null } });
});

test("two workers that are killed again and again close each line once and wholly, and never a newest one", async () => {
  const numbers = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: lines, note: "" });
  const later = house.as(clinic, "administrator", house.daysLater(1000));
  for (const number of numbers) await renewCertificate(later, { number, generation: 1 });
  await clinic.db.certificate.updateMany({ where: { generation: 2 }, data: { firstUsedAt: house.daysLater(1001) } });
  await changeOverlap(house.as(clinic, "administrator"), { days: 7 });
  const seen = new Set<string>();
  for (let kills = 0; kills < 5; kills++) {
    const workers = await startWorkers();
    await pause(randomInt(0, 20));
    for (const worker of workers) worker.kill("SIGKILL");
    for (const worker of workers) if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
    const stories = Object.keys(await linesByState());
    for (const story of stories) assert.ok([open, closed].includes(story), story);
    seen.add(stories.sort().join());
  }
  assert.ok(seen.has(`${open},${closed}`), "never killed between two lines");
  await closeOverlaps(house.daysLater(days));
  assert.deepEqual(await linesByState(), { [closed]: lines + 5 });
});
