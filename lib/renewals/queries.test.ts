import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { lockLine, madeGood } from "#lib/certificates/issue.ts";
import { renewCertificate } from "#lib/certificates/renew.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { clockAt, systemClock } from "#lib/platform/clock.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { RefusalCode } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import type { RenewalResult } from "./model.ts";
import { listAttempts, listFailedRenewals } from "./queries.ts";
import { recordAttempt } from "./record-attempt.ts";

let database: TestDatabase;
let clinic: Scope;
let other: Scope;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = house.as(await house.makeTenant("u00000001"), "administrator", house.daysLater(1000));
  other = house.as(await house.makeTenant("u00000002"), "administrator", house.daysLater(1000));
});

beforeEach(async () => {
  await systemDb().renewalAttempt.deleteMany();
  await systemDb().certificateLine.updateMany({ data: madeGood });
});

after(async () => {
  await stopJobSender();
  await database.close();
});

async function lines(count: number, scope = clinic): Promise<number[]> {
  const issued = { ...scope, clock: { now: () => house.today } };
  return requestCertificates(issued, { requestId: randomUUID(), kind: "client", count, note: "受付" });
}

interface Attempt {
  readonly result?: RenewalResult;
  readonly reason?: RefusalCode;
  readonly day?: number;
  readonly times?: number;
  readonly address?: string;
}

/** As a program's request is written down. */
async function attempt(number: number, { day = 999, address = "192.0.2.1", ...told }: Attempt, scope = clinic) {
  const at = house.daysLater(day);
  const then = { ...scope, clock: clockAt(at), actor: { ...scope.actor, address, userAgent: "monsiaj/2.0" } };
  const { result = "refused", reason = "CERTIFICATE_EXPIRED", times = 1 } = told;
  const from = { number, generation: 1, commonName: `client${number}`, serial: "01", door: "api", times } as const;
  await inTransaction(then, async (inner) => {
    // What signs the successor ends it behind the line's lock.
    if (result === "renewed") await lockLine(inner, { number }, madeGood);
    await recordAttempt(inner, { ...from, result, ...(result === "refused" && { reason }) });
  });
}

const failed = async (scope = clinic) => (await listFailedRenewals(scope, { page: 1 })).rows.map(({ number }) => number);

describe("a failed renewal is shown", () => {
  test("with the newest refusal, the note, and how often it was refused in thirty days", async () => {
    const [number = 0] = await lines(1);
    await attempt(number, { day: 969, times: 100 });
    await attempt(number, { day: 980, times: 3, reason: "CERTIFICATE_SUPERSEDED" });
    await attempt(number, { day: 990, times: 2, address: "192.0.2.7" });
    const { rows, page, urgent } = await listFailedRenewals(clinic, { page: 1 });
    const [row] = rows;
    assert.deepEqual([rows.length, page.total, urgent], [1, 1, true]);
    assert.deepEqual(
      [row?.number, row?.commonName, row?.note, row?.reason, row?.count, row?.address, row?.program, row?.lastAt],
      [number, `client${number}`, "受付", "CERTIFICATE_EXPIRED", 5, "192.0.2.7", "monsiaj/2.0", house.daysLater(990)],
    );
  });

  test("newest first, ten on a page; a page past the end is the last one", async () => {
    const numbers = await lines(12);
    for (const [index, number] of numbers.entries()) await attempt(number, { day: 980 + index });
    const newest = [...numbers].reverse();
    assert.deepEqual(await failed(), newest.slice(0, 10));
    const { rows, page } = await listFailedRenewals(clinic, { page: 9 });
    assert.deepEqual([rows.map(({ number }) => number), page.number, page.total], [newest.slice(10), 2, 12]);
  });

  test("until it succeeded, by whatever door, or was renewed on the screen", async () => {
    const [renewed = 0, repeated = 0, screen = 0, failedSince = 0] = await lines(4);
    for (const number of [renewed, repeated, screen]) await attempt(number, { day: 990 });
    await attempt(renewed, { result: "renewed", day: 991 });
    await attempt(repeated, { result: "repeated", day: 991 });
    await renewCertificate(clinic, { number: screen, generation: 1 });
    await attempt(failedSince, { result: "renewed", day: 990 });
    await attempt(failedSince, { day: 991 });
    assert.deepEqual(await failed(), [failedSince]);
  });

  test("only of certificates in use, of the last thirty days, and of the tenant itself", async () => {
    const [revoked = 0, old = 0] = await lines(2);
    const [foreign = 0] = await lines(1, other);
    await attempt(revoked, {});
    await revokeCertificate(clinic, { number: revoked, reason: "unspecified" });
    await attempt(old, { day: 969 });
    await attempt(foreign, {}, other);
    assert.deepEqual(await failed(), []);
    assert.deepEqual(await failed(other), [foreign]);
    assert.deepEqual(await listAttempts(clinic, foreign), []);
  });

  test("without alarm while all that was refused passes by itself", async () => {
    const [early = 0, young = 0, expired = 0] = await lines(3);
    await attempt(early, { reason: "RENEWAL_TOO_EARLY" });
    await attempt(young, { reason: "CERTIFICATE_TOO_YOUNG" });
    assert.equal((await listFailedRenewals(clinic, { page: 1 })).urgent, false);
    await attempt(expired, { reason: "CERTIFICATE_REVOKED" });
    assert.equal((await listFailedRenewals(clinic, { page: 1 })).urgent, true);
  });

  test("with its alarm, also behind thousands that pass by themselves", async () => {
    const [expired = 0] = await lines(1);
    await attempt(expired, { day: 990 });
    await clinic.db.certificateLine.updateMany({
      where: { number: { not: expired } },
      data: { refusedAt: house.daysLater(995), refusedReason: "RENEWAL_TOO_EARLY" },
    });
    const { urgent, page } = await listFailedRenewals(clinic, { page: 1 });
    assert.ok(urgent && page.total > 1);
  });

  test("but not when it was told to come again, and had succeeded before that was written", async () => {
    const [number = 0] = await lines(1);
    await attempt(number, { result: "repeated", day: 991 });
    await attempt(number, { reason: "RENEWALS_BUSY", day: 990.9 });
    assert.deepEqual(await failed(), []);
    await attempt(number, { reason: "RENEWALS_BUSY", day: 991.1 });
    assert.deepEqual(await failed(), [number]);
    assert.equal((await listFailedRenewals(clinic, { page: 1 })).urgent, false);
  });

  test("also as programs make them, while the clock goes on", async () => {
    const numbers = await lines(3);
    for (const number of numbers) {
      const from = {
        number,
        generation: 1,
        commonName: `client${number}`,
        serial: "01",
        door: "api",
        result: "refused",
      } as const;
      for (let times = 0; times < 2; times++)
        await inTransaction({ ...clinic, clock: systemClock }, (inner) =>
          recordAttempt(inner, { ...from, reason: "CERTIFICATE_EXPIRED" }),
        );
    }
    const { rows, page } = await listFailedRenewals({ ...clinic, clock: systemClock }, { page: 1 });
    assert.deepEqual([page.total, rows.map(({ count }) => count)], [3, [2, 2, 2]]);
  });

  test("with its alarm, though it was told to come again before and that was written later", async () => {
    const [number = 0, renewed = 0] = await lines(2);
    await attempt(number, { day: 991 });
    await attempt(number, { reason: "RENEWALS_BUSY", day: 990 });
    await renewCertificate(house.as(clinic, "administrator", house.daysLater(995)), { number: renewed, generation: 1 });
    await attempt(renewed, { reason: "RENEWALS_BUSY", day: 994 });
    const { rows, urgent } = await listFailedRenewals(clinic, { page: 1 });
    assert.deepEqual([rows.map((row) => [row.number, row.reason]), urgent], [[[number, "CERTIFICATE_EXPIRED"]], true]);
  });

  test("until somebody has the successor, and not when the worker has signed it", async () => {
    const [number = 0] = await lines(1);
    await attempt(number, { reason: "CERTIFICATE_NOT_ACTIVE", day: 990 });
    const { makeSecrets, planCertificate } = await import("#lib/certificates/plan.ts");
    const { finishCertificate } = await import("#lib/certificates/issue.ts");
    const line = await clinic.db.certificateLine.findUniqueOrThrow({ where: { number } });
    const then = house.as(clinic, "administrator", house.daysLater(989));
    const plan = await planCertificate(then, line, 2, await makeSecrets(clinic));
    const worker = { ...then, actor: { ...then.actor, standing: "system" } } as const;
    await finishCertificate(worker, plan, "certificates:renew");
    assert.deepEqual(await failed(), [number]);
  });

  test("to those who may read certificates", async () => {
    await assert.rejects(listFailedRenewals(house.as(clinic, "general"), { page: 1 }), house.isCode("NOT_PERMITTED"));
    await assert.rejects(listAttempts(house.as(clinic, "general"), 1), house.isCode("NOT_PERMITTED"));
  });
});

test("the attempts of a line are its last ten, successes among them", async () => {
  const [number = 0] = await lines(1);
  for (let day = 980; day < 992; day++) await attempt(number, { day, result: day % 2 ? "repeated" : "refused" });
  const rows = await listAttempts(clinic, number);
  assert.deepEqual([rows.length, rows[0]?.result, rows[0]?.lastAt], [10, "repeated", house.daysLater(991)]);
});
