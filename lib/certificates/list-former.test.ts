import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { listFormerCertificates } from "./list-former.ts";
import { renewCertificate } from "./renew.ts";
import { requestCertificates } from "./request.ts";
import { revokeCertificate } from "./revoke.ts";

let database: TestDatabase;
let clinic: Scope;
let other: Scope;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
});

after(async () => {
  await stopJobSender();
  await database.close();
});

/** Two generations each, of which the second is issued on day 1000. */
async function renewed(count: number, scope = clinic): Promise<number[]> {
  const numbers = await requestCertificates(scope, { requestId: randomUUID(), kind: "client", count, note: "受付" });
  const then = house.as(scope, "administrator", house.daysLater(1000));
  for (const number of numbers) await renewCertificate(then, { number, generation: 1 });
  return numbers;
}

/** @param days on which the first generation was used last, and the second first */
async function use(number: number, days: { readonly former?: number; readonly newest?: number }): Promise<void> {
  const at = (day: number | undefined) => (day === undefined ? null : house.daysLater(day));
  await clinic.db.certificate.updateMany({ where: { number, generation: 1 }, data: { lastUsedAt: at(days.former) } });
  await clinic.db.certificate.updateMany({ where: { number, generation: 2 }, data: { firstUsedAt: at(days.newest) } });
}

const auditor = (day = 1010, scope = clinic) => house.as(scope, "auditor", house.daysLater(day));

test("former generations that work, the last used first, with how far their terminals have come", async () => {
  const [unused = 0, waiting = 0, both = 0, done = 0, revoked = 0] = await renewed(5);
  await renewed(1, other);
  await use(waiting, { former: 1003 });
  await use(both, { former: 1005, newest: 1004 });
  await use(done, { former: 1000, newest: 1001 });
  await revokeCertificate(house.as(clinic, "administrator", house.daysLater(1002)), { number: revoked, reason: "superseded" });
  const { rows, page } = await listFormerCertificates(auditor(), { page: 1 });
  assert.deepEqual(
    rows.map(({ number, generation, switchover, note }) => [number, generation, switchover, note]),
    [
      [both, 1, "both", "受付"],
      [waiting, 1, "waiting", "受付"],
      [done, 1, "done", "受付"],
      [unused, 1, "waiting", "受付"],
    ],
  );
  assert.equal(page.total, 4);
  const { rows: later } = await listFormerCertificates(auditor(1097), { page: 1 });
  assert.deepEqual(later, [], "their end has come");
});

test("those who may read certificates alone see it, page by page", async () => {
  await renewed(11);
  const { rows, page } = await listFormerCertificates(auditor(), { page: 2 });
  assert.deepEqual([rows.length, page.last], [5, 2]);
  await assert.rejects(listFormerCertificates(house.as(clinic, "general"), { page: 1 }), house.isCode("NOT_PERMITTED"));
});
