import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { beginUpload } from "#lib/uploads/begin.ts";
import { removeUpload } from "#lib/uploads/remove.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { administrator, putUpload } from "#tests/imports.ts";
import * as house from "#tests/scopes.ts";
import { isCode } from "#tests/scopes.ts";
import { cancelImport } from "./cancel.ts";
import { discardStaging } from "./discard-staging.ts";
import { requestImportInput } from "./inputs.ts";
import { getImport, listImports } from "./queries.ts";
import { requestImport } from "./request.ts";
import { rollBackImport } from "./roll-back.ts";
import { startDueImports } from "./sweep.ts";
import { importWarnings } from "./warn.ts";

let database: TestDatabase;
let clinic: Scope;
let uploadId: string;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  const made = await house.makeTenant("u00000452");
  await ensureTenantDatabase(made);
  clinic = administrator(made);
  uploadId = await putUpload(clinic, Buffer.from("any bytes"));
});
beforeEach(async () => {
  await systemPool().query(`UPDATE database_imports SET state = 'cancelled', "finishedAt" = now(); DELETE FROM pgboss.job`);
});
after(async () => {
  await stopJobSender();
  await database.close();
});

/** An evening, and the same person then. */
const evening = new Date("2026-11-21T11:00:00Z");
const at = (scope: Scope, now: Date): Scope => ({ ...scope, clock: clockAt(now), actor: { ...scope.actor, provedAt: now } });
const hoursLater = (hours: number) => new Date(evening.getTime() + hours * 3_600_000);
const name = () => clinic.tenant.name;
const request = (more: object = {}, scope = clinic) =>
  requestImport(scope, { requestId: randomUUID(), uploadId, kind: "test", ...more });
const live = (more: object = {}, scope = at(clinic, evening)) => request({ kind: "live", tenantName: name(), ...more }, scope);
const row = (id: string) => systemDb().databaseImport.findUniqueOrThrow({ where: { id } });
const jobs = async () => (await systemPool().query("SELECT FROM pgboss.job WHERE name = 'run-import'")).rowCount;

describe("a request", () => {
  test("sent twice makes one import and one job, also at once", async () => {
    const input = { requestId: randomUUID(), uploadId, kind: "test" } as const;
    const made = await Promise.all([requestImport(clinic, input), requestImport(clinic, input), requestImport(clinic, input)]);
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      (await listImports(clinic)).filter(({ state }) => state === "waiting").map(({ id }) => id),
      [made[0]?.id],
    );
    assert.equal(await jobs(), 1);
    const entries = await clinic.db.auditEntry.count({
      where: { action: "imports:request", facts: { path: ["id"], equals: made[0]?.id ?? "" } },
    });
    assert.equal(entries, 1);
  });

  test("of two at once one is refused", async () => {
    const made = await Promise.allSettled([request(), request()]);
    assert.deepEqual(made.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const refused = made.find((each) => each.status === "rejected");
    assert.ok(isCode("IMPORT_RUNNING")(refused?.reason));
  });

  test("a reservation stands beside one that runs, and starts nothing before its hour; a second one is refused", async () => {
    await request();
    const { id } = await live({ scheduledFor: hoursLater(24) });
    assert.equal(await jobs(), 1);
    await assert.rejects(live({ scheduledFor: hoursLater(25) }), isCode("IMPORT_SCHEDULED"));
    await assert.rejects(live(), isCode("IMPORT_RUNNING"));
    assert.deepEqual((await getImport(clinic, id)).scheduledFor, hoursLater(24));
    await systemPool().query("DELETE FROM pgboss.job");
    await startDueImports(new Date(hoursLater(24).getTime() - 1000));
    await startDueImports(hoursLater(24));
    await startDueImports(new Date(hoursLater(24).getTime() + 1000));
    const { rows } = await systemPool().query<{ id: string }>(
      "SELECT data->>'id' AS id FROM pgboss.job WHERE name = 'run-import'",
    );
    assert.ok(rows.some((each) => each.id === id));
  });

  test("a reservation of a test is none: it harms nobody at any hour", async () => {
    const { id } = await request({ scheduledFor: hoursLater(24) });
    assert.equal((await row(id)).scheduledFor, null);
  });

  for (const typed of ["ﾃﾅﾝﾄｕ00000452", " テナントu00000452\n"]) {
    test(`the name typed as ${JSON.stringify(typed)} is the clinic's`, async () => {
      assert.equal((await row((await live({ tenantName: typed })).id)).state, "waiting");
    });
  }

  const refused: Record<string, [code: string, () => Promise<unknown>]> = {
    "with another name": ["IMPORT_NAME_WRONG", () => live({ tenantName: "テナントu00000453" })],
    "without a name": ["IMPORT_NAME_WRONG", () => live({ tenantName: undefined })],
    "for a moment that is past": ["IMPORT_TIME_PAST", () => live({ scheduledFor: hoursLater(-1) })],
    "for the morning": ["IMPORT_TIME_DAY", () => live({ scheduledFor: new Date("2026-11-22T00:00:00Z") })],
    "for six o'clock": ["IMPORT_TIME_DAY", () => live({ scheduledFor: new Date("2026-11-21T21:00:00Z") })],
    "for a minute to seven in the evening": ["IMPORT_TIME_DAY", () => live({ scheduledFor: new Date("2026-11-22T09:59:00Z") })],
    "for a day when the file is gone": ["IMPORT_TIME_FAR", () => live({ scheduledFor: hoursLater(15 * 24) })],
    "without a password that was just shown": [
      "PROOF_REQUIRED",
      () => live({}, { ...at(clinic, evening), clock: clockAt(hoursLater(1)) }),
    ],
    "over a vendor's certificate": ["CLINIC_CERTIFICATE_REQUIRED", () => request({}, withCertificateOf("v00000001"))],
    "by an auditor": ["NOT_PERMITTED", () => request({}, house.as(clinic, "auditor"))],
    "by the operator": ["NOT_PERMITTED", () => live({}, house.as(clinic, "operator"))],
    "of a file that nobody knows": ["NOT_FOUND", () => request({ uploadId: randomUUID() })],
  };
  for (const [how, [code, run]] of Object.entries(refused)) {
    test(`${how} is refused`, async () => {
      await assert.rejects(run(), isCode(code));
      assert.equal(await jobs(), 0);
    });
  }

  test("of another clinic's file, or one that is not whole, or gone, is refused", async () => {
    const other = administrator(await house.makeTenant("u00000453"));
    await assert.rejects(request({ uploadId }, other), isCode("DATABASE_NOT_READY"));
    await ensureTenantDatabase(other);
    await assert.rejects(request({ uploadId }, other), isCode("NOT_FOUND"));
    const begun = await beginUpload(clinic, { id: randomUUID(), fileName: "a", size: 10, atMost: 10 });
    await assert.rejects(request({ uploadId: begun.id }), isCode("UPLOAD_NOT_WHOLE"));
    await removeUpload(clinic, { id: begun.id });
    await assert.rejects(request({ uploadId: begun.id }), isCode("UPLOAD_GONE"));
  });

  test("a form's texts are read: the version, the box, the evening in Japan's time", () => {
    const form = {
      requestId: randomUUID(),
      uploadId,
      kind: "live",
      statedVersion: "",
      scheduledFor: "2026-11-21T20:00",
      tenantName: "x",
    };
    const read = requestImportInput.parse(form);
    assert.deepEqual(
      [read.statedVersion, read.keepStaging, read.scheduledFor],
      [undefined, false, new Date("2026-11-21T11:00:00Z")],
    );
    assert.equal(requestImportInput.parse({ ...form, statedVersion: "15", scheduledFor: "" }).statedVersion, 15);
  });
});

describe("a cancel", () => {
  test("ends what waits at once, and twice is as good as once; what is over is too late", async () => {
    const { id } = await request();
    await cancelImport(clinic, { id });
    await cancelImport(clinic, { id });
    assert.equal((await row(id)).state, "cancelled");
    const entries = await clinic.db.auditEntry.count({
      where: { action: "imports:cancel", facts: { path: ["id"], equals: id } },
    });
    assert.equal(entries, 1);
    for (const state of ["swapping", "done", "failed", "rolledBack"] as const) {
      await systemDb().databaseImport.update({ where: { id }, data: { state, cancelAskedAt: null } });
      await assert.rejects(cancelImport(clinic, { id }), isCode("IMPORT_TOO_LATE_TO_CANCEL"), state);
    }
  });

  test("of one that runs is a wish, which the next sign of life finds", async () => {
    const { id } = await request();
    await systemDb().databaseImport.update({ where: { id }, data: { state: "restoring", heartbeatAt: new Date() } });
    await cancelImport(clinic, { id });
    const view = await getImport(clinic, id);
    assert.deepEqual([view.state, view.cancelling, view.canCancel], ["restoring", true, false]);
  });
});

test("a foreign import is not found", async () => {
  const { id } = await request();
  const other = administrator(await house.makeTenant("u00000454"));
  for (const verb of [cancelImport, rollBackImport, discardStaging])
    await assert.rejects(verb(other, { id }), isCode("NOT_FOUND"));
  await assert.rejects(getImport(other, id), isCode("NOT_FOUND"));
});

test("what was not swapped cannot be taken back", async () => {
  const { id } = await request();
  await assert.rejects(rollBackImport(clinic, { id }), isCode("ROLLBACK_NOT_POSSIBLE"));
});

test("one that no worker has in hand is found after a minute, and not before", async () => {
  const { id } = await request();
  await systemPool().query("DELETE FROM pgboss.job");
  await systemDb().databaseImport.update({ where: { id }, data: { state: "comparing", heartbeatAt: evening } });
  await startDueImports(new Date(evening.getTime() + 59_000));
  assert.equal(await jobs(), 0);
  await startDueImports(new Date(evening.getTime() + 61_000));
  await startDueImports(new Date(evening.getTime() + 62_000));
  assert.equal(await jobs(), 1);
});

test("本番インポート warns of the day, of no test, and of maintenance that is near", async () => {
  const noon = at(clinic, new Date("2026-11-21T03:00:00Z"));
  assert.deepEqual(await importWarnings(noon), {
    noRecentTest: true,
    lastTestAt: undefined,
    maintenance: undefined,
    beforeQuietHour: true,
  });
  const { id } = await request();
  await systemDb().databaseImport.update({ where: { id }, data: { state: "done", finishedAt: hoursLater(-6 * 24) } });
  const window = { startsAt: hoursLater(5), endsAt: hoursLater(7), title: "停止" };
  const { id: windowId } = await systemDb().maintenanceWindow.create({ data: window });
  const warned = await importWarnings(at(clinic, evening));
  assert.deepEqual([warned.noRecentTest, warned.beforeQuietHour, warned.maintenance?.title], [false, false, "停止"]);
  assert.equal((await importWarnings(noon, hoursLater(8))).maintenance, undefined);
  assert.equal((await importWarnings(at(clinic, hoursLater(25)))).noRecentTest, true);
  await systemDb().maintenanceWindow.update({ where: { id: windowId }, data: { withdrawnAt: evening } });
});

function withCertificateOf(organization: string): Scope {
  const certificate = { id: randomUUID(), commonName: "vendor1", organization, serial: "02" };
  return { ...clinic, actor: { ...clinic.actor, certificate } };
}
