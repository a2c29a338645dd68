import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

process.env.PORTAL_RENEWAL_WINDOW_DAYS = "100";

let database: TestDatabase;
let clinic: Scope;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/renewals.ts");
let renewals: typeof import("./status.ts") & typeof import("./renew-own.ts") & typeof import("./open-renewed.ts");

before(async () => {
  database = await openTestDatabase();
  [house, kit] = await Promise.all([import("#tests/scopes.ts"), import("#tests/renewals.ts")]);
  renewals = Object.assign({}, await import("./status.ts"), await import("./renew-own.ts"), await import("./open-renewed.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(() => database.close());

describe("the state of the presented certificate", () => {
  test("before the window: when it will be, and why not now", async () => {
    const number = await kit.issued(clinic);
    const status = await renewals.getRenewalStatus(await kit.holder(clinic, number, house.daysLater(900)));
    assert.partialDeepStrictEqual(status, {
      subject: `CN=client${number},O=u00000001`,
      kind: "client",
      daysLeft: 196,
      renewable: false,
      reason: "RENEWAL_TOO_EARLY",
      renewed: false,
      due: false,
    });
    assert.match(status.sentence ?? "", /有効期限の100日前から/);
    const { suggestedWindow: window, suggestedRenewalTime: time } = status;
    assert.ok(window && time && time >= window.start && time < window.end);
    assert.equal(window.start.toISOString(), "2028-12-31T01:00:00.000Z");
  });

  test("in the window, and due: 90 days before the end", async () => {
    const number = await kit.issued(clinic);
    const at = async (day: number) => renewals.getRenewalStatus(await kit.holder(clinic, number, house.daysLater(day)));
    assert.partialDeepStrictEqual(await at(1000), { renewable: true, reason: null, sentence: null, due: false, daysLeft: 96 });
    assert.partialDeepStrictEqual(await at(1005.9), { due: false, daysLeft: 90 });
    assert.partialDeepStrictEqual(await at(1006), { due: true, daysLeft: 90 });
    assert.partialDeepStrictEqual(await at(1095.5), { due: true, daysLeft: 0 });
    const late = await at(1095.5);
    assert.equal(late.suggestedRenewalTime?.toISOString(), house.daysLater(1095.5).toISOString(), "never before now");
  });

  test("renewed: a successor waits, for the old one and not for the new one", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    await renewals.renewOwn(scope, { door: "page" });
    const status = await renewals.getRenewalStatus(scope);
    assert.partialDeepStrictEqual(status, { renewed: true, renewable: true });
    assert.equal(status.suggestedRenewalTime?.getTime(), kit.inWindow.getTime());
    const successor = await renewals.getRenewalStatus(await kit.holder(clinic, number, kit.inWindow, {}, 2));
    assert.partialDeepStrictEqual(successor, { renewed: false, renewable: false, reason: "RENEWAL_TOO_EARLY", due: false });
  });

  test("a kind that is not renewed by itself", async () => {
    const status = await renewals.getRenewalStatus(await kit.holder(clinic, await kit.issued(clinic, "api")));
    assert.partialDeepStrictEqual(status, { renewable: false, reason: "CERTIFICATE_KIND_NOT_RENEWABLE", kind: "api" });
    const { suggestedWindow, suggestedRenewalTime } = status;
    assert.deepEqual({ suggestedWindow, suggestedRenewalTime }, { suggestedWindow: null, suggestedRenewalTime: null });
  });

  test("asking leaves nothing", async () => {
    const number = await kit.issued(clinic);
    await renewals.getRenewalStatus(await kit.holder(clinic, number, house.daysLater(900)));
    assert.equal(await clinic.db.renewalAttempt.count({ where: { number } }), 0);
  });
});

describe("the successor on /renewal", () => {
  test("is saved and opened by the old certificate; both are recorded each time", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const { made } = await renewals.renewOwn(scope, { door: "page" });
    assert.equal(made, true);
    assert.equal((await renewals.renewOwn(scope, { door: "page" })).made, false, "the back button");
    const { fileName, bytes } = await renewals.openRenewedPkcs12(scope);
    assert.equal(fileName, `${String(number).padStart(6, "0")}_JP_u00000001_client${number}.p12`);
    assert.match(kit.readPkcs12(bytes, await renewals.showRenewedPassword(scope)), /notAfter=Feb 23/);
    await renewals.showRenewedPassword(scope);
    const entries = await clinic.db.auditEntry.findMany({
      where: { target: `CN=client${number},O=u00000001` },
      orderBy: { sequence: "asc" },
    });
    const [, renewed, repeated, saved, ...shown] = entries;
    assert.partialDeepStrictEqual(renewed, { action: "certificates:renew", facts: { door: "page", generation: 2 } });
    assert.partialDeepStrictEqual(repeated, { action: "certificates:renew-repeat", facts: { door: "page", generation: 1 } });
    assert.partialDeepStrictEqual(saved, { action: "certificates:download-p12", facts: { door: "page", generation: 2 } });
    assert.deepEqual(
      shown.map(({ action }) => action),
      ["certificates:show-password", "certificates:show-password"],
    );
  });

  test("is not handed out without end: each time stands in the log for ever, and no account is needed", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    await renewals.renewOwn(scope, { door: "page" });
    for (let times = 0; times < 15; times++) {
      await renewals.openRenewedPkcs12(scope);
      await renewals.showRenewedPassword(scope);
    }
    await assert.rejects(renewals.openRenewedPkcs12(scope), house.isCode("RENEWALS_BUSY"));
    await assert.rejects(renewals.showRenewedPassword(scope), house.isCode("RENEWALS_BUSY"));
    assert.equal(await clinic.db.auditEntry.count({ where: { target: `CN=client${number},O=u00000001` } }), 32);
    await renewals.showRenewedPassword(await kit.holder(clinic, number, new Date(kit.inWindow.getTime() + 600_000), {}, 1));
  });

  test("is not there: NOT_FOUND, and nothing is recorded", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    await assert.rejects(renewals.openRenewedPkcs12(scope), house.isCode("NOT_FOUND"));
    await assert.rejects(renewals.showRenewedPassword(scope), house.isCode("NOT_FOUND"));
    await renewals.renewOwn(scope, { door: "page" });
    const successor = await kit.holder(clinic, number, kit.inWindow, {}, 2);
    await assert.rejects(renewals.showRenewedPassword(successor), house.isCode("NOT_FOUND"), "the new one has none");
    const { revokeCertificate } = await import("../certificates/revoke.ts");
    await revokeCertificate(house.as(clinic, "administrator", kit.inWindow), { number, reason: "keyCompromise" });
    await assert.rejects(renewals.openRenewedPkcs12(scope), house.isCode("NOT_FOUND"), "revoked meanwhile");
    const shown = {
      target: `CN=client${number},O=u00000001`,
      action: { in: ["certificates:show-password", "certificates:download-p12"] },
    };
    assert.equal(await clinic.db.auditEntry.count({ where: shown }), 0);
    const { stopJobSender } = await import("#lib/platform/jobs.ts");
    await stopJobSender();
  });

  test("is not there for a kind that does not renew itself: the file of a vendor's successor takes a sign-in", async () => {
    const vendor = await house.makeTenant("v00000001", "vendor");
    const number = await kit.issued(vendor, "vendor");
    const { renewCertificate } = await import("../certificates/renew.ts");
    await renewCertificate(house.as(vendor, "vendor", kit.inWindow), { number, generation: 1 });
    const scope = await kit.holder(vendor, number, kit.inWindow, {}, 1);
    assert.partialDeepStrictEqual(await renewals.getRenewalStatus(scope), { renewed: true, renewable: false });
    await assert.rejects(renewals.openRenewedPkcs12(scope), house.isCode("NOT_FOUND"));
    await assert.rejects(renewals.showRenewedPassword(scope), house.isCode("NOT_FOUND"));
  });

  test("is for certificates alone: an administrator has the detail page", async () => {
    for (const open of [renewals.openRenewedPkcs12, renewals.showRenewedPassword, renewals.getRenewalStatus]) {
      await assert.rejects(open(house.as(clinic, "administrator")), house.isCode("NOT_PERMITTED"));
    }
  });
});
