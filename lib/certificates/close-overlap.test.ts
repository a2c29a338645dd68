import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import { changeOverlap } from "#lib/tenants/change-overlap.ts";
import { overlapInput } from "#lib/tenants/inputs.ts";
import { closeOverlaps } from "#server/worker/close-overlaps.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { changeEncryption } from "./change-encryption.ts";
import { closeOverlap } from "./close-overlap.ts";
import { overlapEnd } from "./model.ts";
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

/** A line of so many generations; the second is issued on day 1000, the third on day 1001. */
async function lineOf(generations: number, scope = clinic): Promise<number> {
  const [number = 0] = await requestCertificates(scope, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
  for (let generation = 1; generation < generations; generation++) {
    const then = house.daysLater(999 + generation);
    await renewCertificate(house.as(scope, "administrator", then), { number, generation });
  }
  return number;
}

async function use(number: number, generation: number, day: number, scope = clinic): Promise<void> {
  await scope.db.certificate.updateMany({ where: { number, generation }, data: { firstUsedAt: house.daysLater(day) } });
}

async function states(number: number, scope = clinic): Promise<string[]> {
  const rows = await scope.db.certificate.findMany({ where: { number }, orderBy: { generation: "asc" } });
  return rows.map(({ state }) => state);
}

const setDays = (days: number | null, scope = clinic) => changeOverlap(house.as(scope, "administrator"), { days });

describe("former certificates are closed", () => {
  test("so many days after the first use of the new one, by the worker, and their sessions with them", async () => {
    await setDays(7);
    const number = await lineOf(2);
    await use(number, 2, 1002);
    const [old] = await clinic.db.certificate.findMany({ where: { number, generation: 1 } });
    const user = await house.makeUser(clinic, "admin1");
    await systemPool().query(
      `INSERT INTO sessions (id, "tenantId", "userTenantId", "userId", "tokenHash", thumbprint, "certificateId", "createdAt",
         "lastSeenAt", "expiresAt", "provedAt", address, "userAgent")
       VALUES (gen_random_uuid(), $1, $1, $2, 'x', $3, $4, now(), now(), now() + interval '1 day', now(), '', '')`,
      [clinic.tenant.id, user.id, old?.thumbprint, old?.id],
    );
    await closeOverlaps(new Date(house.daysLater(1009).getTime() - 1));
    assert.deepEqual(await states(number), ["active", "active"]);
    await closeOverlaps(house.daysLater(1009));
    assert.deepEqual(await states(number), ["revoked", "active"]);
    const [closed] = await clinic.db.certificate.findMany({ where: { number, generation: 1 } });
    assert.deepEqual([closed?.revocationReason, closed?.revokedAt], ["superseded", house.daysLater(1009)]);
    const [session] = await clinic.db.session.findMany({ where: { certificateId: closed?.id ?? "" } });
    assert.equal(session?.endReason, "certificate-revoked");
    const [entry] = await clinic.db.auditEntry.findMany({ where: { action: "certificates:close-overlap" } });
    assert.deepEqual(entry?.facts, { number, serials: closed?.serial, overlap: 7 });
    const jobs = await systemPool().query("SELECT FROM pgboss.job WHERE name = 'revocation-list'");
    assert.equal(jobs.rowCount, 1);
  });

  test("once, by however many workers at once", async () => {
    await setDays(1);
    const number = await lineOf(3);
    await use(number, 3, 1003);
    await Promise.all(Array.from({ length: 6 }, () => closeOverlaps(house.daysLater(1010))));
    assert.deepEqual(await states(number), ["revoked", "revoked", "active"]);
    const where = { action: "certificates:close-overlap", target: `CN=client${number},O=u00000001` };
    assert.equal(await clinic.db.auditEntry.count({ where }), 1);
  });

  test("only below the newest that is used: one that nobody uses yet closes none", async () => {
    await setDays(1);
    const number = await lineOf(3);
    await use(number, 2, 1002);
    await closeOverlaps(house.daysLater(1010));
    assert.deepEqual(await states(number), ["revoked", "active", "active"]);
  });

  test("never where the newer one was revoked or has expired", async () => {
    await setDays(1);
    const number = await lineOf(2);
    await use(number, 2, 1002);
    await clinic.db.certificate.updateMany({ where: { number, generation: 2 }, data: { state: "revoked" } });
    await closeOverlaps(house.daysLater(1010));
    assert.deepEqual(await states(number), ["active", "revoked"]);
    await revokeCertificate(clinic, { number, reason: "unspecified" });
  });

  test("never where the tenant lets them work until they expire, nor in another tenant", async () => {
    await setDays(null);
    const [number, foreign] = [await lineOf(2), await lineOf(2, other)];
    await use(number, 2, 1002);
    await use(foreign, 2, 1002, other);
    await setDays(30, other);
    await closeOverlaps(house.daysLater(1060));
    assert.deepEqual(await states(number), ["active", "active"]);
    assert.deepEqual(await states(foreign, other), ["revoked", "active"]);
    await assert.rejects(closeOverlap(house.as(clinic, "administrator"), { number: foreign }), house.isCode("NOT_FOUND"));
    await assert.rejects(closeOverlap(house.as(clinic, "auditor"), { number }), house.isCode("NOT_PERMITTED"));
  });
});

describe("the tenant's setting", () => {
  test("is changed once, however often it is sent, and recorded with what it was", async () => {
    await setDays(null);
    await Promise.all([setDays(90), setDays(90), setDays(90)]);
    const entries = await clinic.db.auditEntry.findMany({
      where: { action: "tenants:change-overlap" },
      orderBy: { sequence: "desc" },
    });
    assert.deepEqual(entries[0]?.facts, { "overlap.before": 0, "overlap.after": 90 });
    assert.notDeepEqual(entries[1]?.facts, entries[0]?.facts);
  });

  test("is changed by an administrator who has just shown the password, and by nobody else", async () => {
    for (const standing of ["auditor", "vendor", "entrustedServer", "certificate"] as const)
      await assert.rejects(changeOverlap(house.as(clinic, standing), { days: 1 }), house.isCode("NOT_PERMITTED"));
    const { provedAt: _, ...actor } = house.as(clinic, "administrator").actor;
    await assert.rejects(changeOverlap({ ...clinic, actor }, { days: 1 }), house.isCode("PROOF_REQUIRED"));
  });

  test("takes what the form offers", () => {
    assert.deepEqual(overlapInput.parse({ days: "0" }), { days: null });
    assert.deepEqual(overlapInput.parse({ days: "30" }), { days: 30 });
    for (const days of ["", "2", "-1", "1e1", undefined]) assert.equal(overlapInput.safeParse({ days }).success, false);
  });
});

test("the end that a screen shows is that of the oldest newer one in use", () => {
  const row = (generation: number, used?: number, status: "active" | "revoked" = "active") => ({
    generation,
    status,
    firstUsedAt: used === undefined ? null : house.daysLater(used),
  });
  const line = [row(1, 0), row(2, 10), row(3, 20), row(4)] as const;
  assert.deepEqual(overlapEnd(line[0], line, 7), house.daysLater(17));
  assert.deepEqual(overlapEnd(line[1], line, 7), house.daysLater(27));
  assert.equal(overlapEnd(line[2], line, 7), undefined, "nobody uses the newer one");
  assert.equal(overlapEnd(line[0], line, null), undefined);
  assert.equal(overlapEnd(row(1, 0, "revoked"), line, 7), undefined);
  assert.equal(overlapEnd(line[0], [row(2, 10, "revoked")], 7), undefined);
});

test("the sort of file belongs to the line, survives a renewal, and is recorded with what it was", async () => {
  const number = await lineOf(1);
  const administrator = house.as(clinic, "administrator", house.daysLater(1000));
  for (let sent = 0; sent < 2; sent++) await changeEncryption(administrator, { number, encryption: "modern" });
  await renewCertificate(administrator, { number, generation: 1 });
  const line = await clinic.db.certificateLine.findUniqueOrThrow({ where: { number } });
  assert.equal(line.encryption, "modern");
  const entries = await clinic.db.auditEntry.findMany({ where: { action: "certificates:change-encryption" } });
  assert.deepEqual(
    entries.map(({ facts }) => facts),
    [{ "encryption.before": "compatible", "encryption.after": "modern" }],
  );
  await assert.rejects(
    changeEncryption(house.as(other, "administrator"), { number, encryption: "modern" }),
    house.isCode("NOT_FOUND"),
  );
  await assert.rejects(
    changeEncryption(house.as(clinic, "auditor"), { number, encryption: "modern" }),
    house.isCode("NOT_PERMITTED"),
  );
});
