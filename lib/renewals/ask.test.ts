import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

process.env.PORTAL_RENEWAL_WINDOW_DAYS = "100";

let database: TestDatabase;
let clinic: Scope;
let other: Scope;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/renewals.ts");
let renewals: typeof import("./ask.ts") & typeof import("./fetch.ts");
let renewCertificate: typeof import("../certificates/renew.ts")["renewCertificate"];
let revokeCertificate: typeof import("../certificates/revoke.ts")["revokeCertificate"];

before(async () => {
  database = await openTestDatabase();
  [house, kit] = await Promise.all([import("#tests/scopes.ts"), import("#tests/renewals.ts")]);
  renewals = Object.assign({}, await import("./ask.ts"), await import("./fetch.ts"));
  ({ renewCertificate } = await import("../certificates/renew.ts"));
  ({ revokeCertificate } = await import("../certificates/revoke.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const ask = (scope: Scope) => renewals.askRenewal(scope, { origin: kit.origin });
const rowsOf = (number: number) => clinic.db.certificate.findMany({ where: { number }, orderBy: { generation: "asc" } });
const attemptsOf = (number: number) => clinic.db.renewalAttempt.findMany({ where: { number }, orderBy: { firstAt: "asc" } });
const entriesOf = (number: number, prefix = "certificates:") =>
  clinic.db.auditEntry.findMany({
    where: { action: { startsWith: prefix }, target: { contains: `${number},` } },
    orderBy: { sequence: "asc" },
  });

/** Sent by a program: monsiaj. */
const program: Partial<Peer> = { address: "192.0.2.7", userAgent: "Java/1.8.0_402", tlsVersion: "TLSv1.2" };

describe("a certificate that renews itself", () => {
  for (const kind of ["client", "db"] as const) {
    test(`gets a successor, its password, and an address where the old one fetches it: ${kind}`, async () => {
      const number = await kit.issued(clinic, kind);
      const scope = await kit.holder(clinic, number, kit.inWindow, program);
      const { uri, pass } = await ask(scope);
      assert.match(uri, /^https:\/\/auth\.example\.jp\/api\/cert\/[\w-]{43}$/);
      assert.match(pass, /^[A-HJ-NP-Za-km-z2-9]{24}$/);
      const { fileName, bytes } = await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
      assert.equal(fileName, `${String(number).padStart(6, "0")}_JP_u00000001_${kind}${number}.p12`);
      const [old, current] = await rowsOf(number);
      assert.deepEqual([old?.state, old?.current, current?.state, current?.current], ["active", false, "active", true]);
      const text = kit.readPkcs12(bytes, pass);
      assert.match(text, new RegExp(`serial=${current?.serial}`, "i"));
      assert.match(text, /notAfter=Feb 23 01:00:00 2032 GMT/);
    });
  }

  test("gets an address of 200 characters at the longest name that a setting may have", async () => {
    const { readEnv } = await import("../platform/env.ts");
    const longest = `${"a".repeat(62)}.${"b".repeat(60)}.example.jp:9443`;
    assert.equal(longest.length, 139);
    const own = { PORTAL_ORIGIN: "https://ctrl.example.jp" };
    assert.ok(readEnv({ ...own, PORTAL_HOSTS: longest }).hosts.includes(longest));
    assert.throws(() => readEnv({ ...own, PORTAL_HOSTS: `a${longest}` }), /at most 139 characters/);
    const scope = await kit.holder(clinic, await kit.issued(clinic));
    assert.equal((await renewals.askRenewal(scope, { origin: `https://${longest}` })).uri.length, 200);
  });

  test("is written down: who, from where, by which TLS and program, and once for the file", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number, kit.inWindow, program);
    const { uri } = await ask(scope);
    for (let attempt = 0; attempt < 3; attempt++) await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
    const [, renewed, fetched, ...more] = await entriesOf(number);
    assert.equal(more.length, 0);
    const facts = { door: "api", tlsVersion: "TLSv1.2", program: "Java/1.8.0_402", generation: 2 };
    assert.partialDeepStrictEqual(renewed, { action: "certificates:renew", facts: { ...facts, number } });
    assert.partialDeepStrictEqual(fetched, {
      action: "certificates:download-p12",
      facts: { ...facts, encryption: "compatible" },
    });
    assert.partialDeepStrictEqual(renewed?.actor, {
      standing: "certificate",
      address: "192.0.2.7",
      certificate: `client${number}`,
    });
    const [attempt, ...others] = await attemptsOf(number);
    assert.equal(others.length, 0);
    assert.partialDeepStrictEqual(attempt, { generation: 1, result: "renewed", reason: null, door: "api", count: 1 });
    assert.partialDeepStrictEqual(attempt, { address: "192.0.2.7", tlsVersion: "TLSv1.2", program: "Java/1.8.0_402" });
  });

  test("gets the same again, at another address, also after its first use", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const first = await ask(scope);
    const again = await ask(scope);
    assert.notEqual(again.uri, first.uri);
    assert.equal(again.pass, first.pass);
    await clinic.db.certificate.updateMany({ where: { number, generation: 2 }, data: { firstUsedAt: kit.inWindow } });
    const third = await ask(await kit.holder(clinic, number, house.daysLater(1, kit.inWindow), {}, 1));
    assert.equal(third.pass, first.pass);
    assert.equal((await rowsOf(number)).length, 2);
    assert.deepEqual(
      (await attemptsOf(number)).map(({ result, count }) => [result, count]),
      [
        ["renewed", 1],
        ["repeated", 1],
        ["repeated", 1],
      ],
    );
    assert.equal((await entriesOf(number, "certificates:renew-repeat")).length, 2);
  });

  test("gets before its time what the site has made: nothing new, and the old one may be closed", async () => {
    const number = await kit.issued(clinic);
    const early = house.daysLater(600);
    await assert.rejects(ask(await kit.holder(clinic, number, early)), house.isCode("RENEWAL_TOO_EARLY"));
    await renewCertificate(house.as(clinic, "administrator", early), { number, generation: 1 });
    const scope = await kit.holder(clinic, number, house.daysLater(601), {}, 1);
    const { uri, pass } = await ask(scope);
    const { bytes } = await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
    const [, current, ...more] = await rowsOf(number);
    assert.equal(more.length, 0);
    assert.match(kit.readPkcs12(bytes, pass), new RegExp(`serial=${current?.serial}`, "i"));
    await assert.rejects(ask(await kit.holder(clinic, number, house.daysLater(601))), house.isCode("RENEWAL_TOO_EARLY"));
  });

  test("gets one, however many ask at once", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(scope)));
    assert.equal(new Set(answers.map(({ pass }) => pass)).size, 1);
    assert.equal(new Set(answers.map(({ uri }) => uri)).size, 8);
    assert.equal((await rowsOf(number)).length, 2);
    assert.equal(
      (await entriesOf(number, "certificates:renew")).filter(({ action }) => action === "certificates:renew").length,
      1,
    );
    const attempts = await attemptsOf(number);
    assert.equal(attempts.find(({ result }) => result === "renewed")?.count, 1);
    assert.equal(attempts.find(({ result }) => result === "repeated")?.count, 7);
  });

  test("gets one together with an administrator who presses OK", async () => {
    const { renewCertificate } = await import("../certificates/renew.ts");
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const clicks = renewCertificate(house.as(clinic, "administrator", kit.inWindow), { number, generation: 1 });
    await Promise.all([ask(scope), clicks, ask(scope)]);
    assert.equal((await rowsOf(number)).length, 2);
  });

  test("is given the successor's successor when that has renewed itself", async () => {
    const number = await kit.issued(clinic);
    await ask(await kit.holder(clinic, number));
    const nearTheEnd = new Date("2032-02-01T00:00:00Z");
    const second = await ask(await kit.holder(clinic, number, nearTheEnd, {}, 2));
    const again = await ask(await kit.holder(clinic, number, nearTheEnd, {}, 2));
    assert.equal(again.pass, second.pass);
    assert.deepEqual(
      (await rowsOf(number)).map(({ generation, current }) => [generation, current]),
      [
        [1, false],
        [2, false],
        [3, true],
      ],
    );
  });

  test("gets one with a key of ours where the newest has its key in a terminal", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    await ask(scope);
    const elsewhere = { keyEnvelope: null, passwordEnvelope: null, derivationEnvelope: null };
    await clinic.db.certificate.updateMany({ where: { number, generation: 2 }, data: elsewhere });
    const { uri, pass } = await ask(scope);
    const { bytes } = await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
    const newest = (await rowsOf(number)).at(-1);
    assert.equal(newest?.generation, 3);
    assert.match(kit.readPkcs12(bytes, pass), new RegExp(`serial=${newest.serial}`, "i"));
    assert.equal((await ask(scope)).pass, pass);
  });

  test("gets the file in the sort that its line is set to", async () => {
    const number = await kit.issued(clinic);
    await clinic.db.certificateLine.update({ where: { number }, data: { encryption: "modern" } });
    const scope = await kit.holder(clinic, number);
    const { uri, pass } = await ask(scope);
    const { bytes } = await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
    assert.match(kit.readPkcs12(bytes, pass), /CN ?= ?client/);
    assert.ok(bytes.includes(Buffer.from("2a864886f70d01050d", "hex")), "PBES2");
  });
});

describe("refused, recorded, and without a successor:", () => {
  const cases: Record<string, { code: string; make: () => Promise<Scope> }> = {
    "before the window": {
      code: "RENEWAL_TOO_EARLY",
      make: async () => kit.holder(clinic, await kit.issued(clinic), house.daysLater(900)),
    },
    "after the end": {
      code: "CERTIFICATE_EXPIRED",
      make: async () => kit.holder(clinic, await kit.issued(clinic), house.daysLater(1200)),
    },
    "a certificate that was renewed today": {
      code: "CERTIFICATE_TOO_YOUNG",
      make: async () => {
        const number = await kit.issued(clinic);
        await clinic.db.certificate.updateMany({ where: { number }, data: { notAfter: house.daysLater(90), generation: 2 } });
        return kit.holder(clinic, number, house.daysLater(0.5));
      },
    },
    "an api certificate": {
      code: "CERTIFICATE_KIND_NOT_RENEWABLE",
      make: async () => kit.holder(clinic, await kit.issued(clinic, "api")),
    },
    "a backup certificate": {
      code: "CERTIFICATE_KIND_NOT_RENEWABLE",
      make: async () => kit.holder(clinic, await kit.issued(clinic, "backup")),
    },
    "one that was revoked since the edge looked": {
      code: "CERTIFICATE_REVOKED",
      make: async () => {
        const number = await kit.issued(clinic);
        const scope = await kit.holder(clinic, number);
        await revokeCertificate(clinic, { number, reason: "keyCompromise" });
        return scope;
      },
    },
  };
  for (const [name, { code, make }] of Object.entries(cases)) {
    test(`${name}: ${code}`, async () => {
      const scope = await make();
      const number = scope.actor.certificate?.number ?? 0;
      for (let attempt = 0; attempt < 3; attempt++) await assert.rejects(ask(scope), house.isCode(code));
      assert.equal((await rowsOf(number)).length, 1);
      assert.equal(await clinic.db.renewalLink.count({ where: { number } }), 0);
      const [row, ...others] = await attemptsOf(number);
      assert.equal(others.length, 0);
      assert.partialDeepStrictEqual(row, { result: "refused", reason: code, count: 3, door: "api" });
      const entries = await entriesOf(number, "certificates:renew-refused");
      assert.equal(entries.length, 1);
      const { generation } = scope.actor.certificate ?? {};
      assert.partialDeepStrictEqual(entries[0]?.facts, { reason: code, door: "api", number, generation });
    });
  }

  test("a vendor's certificate: CERTIFICATE_KIND_NOT_RENEWABLE", async () => {
    const vendor = await house.makeTenant("v00000001", "vendor");
    const scope = await kit.holder(vendor, await kit.issued(vendor, "vendor"));
    await assert.rejects(ask(scope), house.isCode("CERTIFICATE_KIND_NOT_RENEWABLE"));
  });

  test("who is signed in, and the system: NOT_PERMITTED, CERTIFICATE_REQUIRED", async () => {
    await assert.rejects(ask(house.as(clinic, "administrator")), house.isCode("NOT_PERMITTED"));
    await assert.rejects(ask(clinic), house.isCode("CERTIFICATE_REQUIRED"));
  });

  test("a line that is revoked while its renewal waits: CERTIFICATE_NOT_ACTIVE", async () => {
    const { someoneWaits } = await import("#tests/someone-waits.ts");
    const { inTransaction } = await import("#lib/platform/db.ts");
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    let asked: Promise<void> | undefined;
    await inTransaction({ ...clinic }, async (inner) => {
      await revokeCertificate(inner, { number, reason: "keyCompromise" });
      asked = assert.rejects(ask(scope), house.isCode("CERTIFICATE_NOT_ACTIVE"));
      await someoneWaits();
    });
    await asked;
    assert.deepEqual(
      (await rowsOf(number)).map(({ state }) => state),
      ["revoked", "rejected"],
    );
    assert.equal(await clinic.db.renewalLink.count({ where: { number } }), 0);
  });
});

describe("the address of the file", () => {
  test("opens for the old certificate and for the new one, as often as they like within ten minutes", async () => {
    const number = await kit.issued(clinic);
    const { uri, pass } = await ask(await kit.holder(clinic, number));
    const token = kit.tokenOf(uri);
    const late = new Date(kit.inWindow.getTime() + 9.9 * 60_000);
    for (const generation of [1, 2, 1]) {
      const { bytes } = await renewals.fetchRenewed(await kit.holder(clinic, number, late, {}, generation), { token });
      assert.match(kit.readPkcs12(bytes, pass), /CN ?= ?client/);
    }
    assert.equal((await entriesOf(number, "certificates:download-p12")).length, 1);
  });

  test("is a new one each time, and a loop of both fills neither the log nor the table of addresses", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    for (let times = 0; times < 40; times++) {
      await renewals.fetchRenewed(scope, { token: kit.tokenOf((await ask(scope)).uri) });
    }
    assert.equal((await entriesOf(number, "certificates:download-p12")).length, 30);
    for (let times = 40; times < 300; times++) await ask(scope);
    await assert.rejects(ask(scope), house.isCode("RENEWALS_BUSY"));
    assert.equal(await clinic.db.renewalLink.count({ where: { number } }), 300);
    await ask(await kit.holder(clinic, number, new Date(kit.inWindow.getTime() + 600_000), {}, 1));
  });

  test("opens for no other certificate, of the same clinic or another's", async () => {
    const { uri } = await ask(await kit.holder(clinic, await kit.issued(clinic)));
    const token = kit.tokenOf(uri);
    for (const scope of [clinic, other]) {
      const stranger = await kit.holder(scope, await kit.issued(scope));
      await assert.rejects(renewals.fetchRenewed(stranger, { token }), house.isCode("RENEWAL_LINK_GONE"));
      const where = { number: stranger.actor.certificate?.number ?? 0 };
      const [attempt] = await scope.db.renewalAttempt.findMany({ where });
      assert.partialDeepStrictEqual(attempt, { result: "refused", reason: "RENEWAL_LINK_GONE" });
    }
  });

  test("is over after ten minutes, and never was when it is guessed", async () => {
    const number = await kit.issued(clinic);
    const { uri } = await ask(await kit.holder(clinic, number));
    const over = await kit.holder(clinic, number, new Date(kit.inWindow.getTime() + 10 * 60_000), {}, 1);
    await assert.rejects(renewals.fetchRenewed(over, { token: kit.tokenOf(uri) }), house.isCode("RENEWAL_LINK_GONE"));
    const scope = await kit.holder(clinic, number, kit.inWindow, {}, 1);
    for (const token of ["", "x", "\0", "A".repeat(43), kit.tokenOf(uri).slice(1), `${kit.tokenOf(uri)}=`, "あ".repeat(2000)]) {
      await assert.rejects(renewals.fetchRenewed(scope, { token }), house.isCode("RENEWAL_LINK_GONE"));
    }
  });

  test("opens nothing that was revoked meanwhile", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const { uri } = await ask(scope);
    await revokeCertificate(house.as(clinic, "administrator", kit.inWindow), { number, reason: "superseded" });
    await assert.rejects(renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) }), house.isCode("RENEWAL_LINK_GONE"));
  });

  test("is nowhere in the database, the log or the attempts; neither is the password", async () => {
    const number = await kit.issued(clinic);
    const scope = await kit.holder(clinic, number);
    const { uri, pass } = await ask(scope);
    await renewals.fetchRenewed(scope, { token: kit.tokenOf(uri) });
    const rows = [await clinic.db.renewalLink.findMany(), await attemptsOf(number), await entriesOf(number)];
    const text = JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
    for (const secret of [kit.tokenOf(uri), pass]) assert.ok(!text.includes(secret));
  });
});
