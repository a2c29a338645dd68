import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

process.env.PORTAL_RENEWAL_WINDOW_DAYS = "100";

let database: TestDatabase;
let clinic: Scope;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/renewals.ts");
let askRenewal: typeof import("./ask.ts")["askRenewal"];
let recordRefusedRenewal: typeof import("./record-refused.ts")["recordRefusedRenewal"];

before(async () => {
  database = await openTestDatabase();
  [house, kit] = await Promise.all([import("#tests/scopes.ts"), import("#tests/renewals.ts")]);
  ({ askRenewal } = await import("./ask.ts"));
  ({ recordRefusedRenewal } = await import("./record-refused.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(() => database.close());

/** 900 days after the day of issue, 196 before the end. */
const tooEarly = new Date("2028-09-26T01:00:00Z");

/** Refused, some minutes after the first time. */
async function refused(number: number, minutes: number, changes: Partial<Peer> = {}): Promise<void> {
  const scope = await kit.holder(clinic, number, new Date(tooEarly.getTime() + minutes * 60_000), changes);
  await assert.rejects(askRenewal(scope, { origin: kit.origin }), house.isCode("RENEWAL_TOO_EARLY"));
}

const attemptsOf = (number: number) => clinic.db.renewalAttempt.findMany({ where: { number }, orderBy: { firstAt: "asc" } });
const refusalsOf = (number: number) =>
  clinic.db.auditEntry.findMany({
    where: { action: "certificates:renew-refused", target: `CN=client${number},O=u00000001` },
    orderBy: { sequence: "asc" },
  });
const total = (rows: readonly { count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0);

describe("a program in a loop", () => {
  test("is one row and one entry in ten minutes; the next entry says how often it came", async () => {
    const number = await kit.issued(clinic);
    for (const minutes of [0, 1, 5, 9.9, 10, 11]) await refused(number, minutes);
    const rows = await attemptsOf(number);
    assert.deepEqual(
      rows.map(({ count }) => count),
      [4, 2],
    );
    assert.equal(rows[0]?.lastAt.getTime(), tooEarly.getTime() + 9.9 * 60_000);
    const [first, second, ...more] = (await refusalsOf(number)).map(({ facts }) => facts as Record<string, unknown>);
    assert.deepEqual([first?.repeated, second?.repeated, more.length], [undefined, 4, 0]);
  });

  test("is counted however often it comes: only addresses of files come to an end (pace.ts)", async () => {
    const number = await kit.issued(clinic);
    for (let times = 0; times < 310; times++) await refused(number, 0);
    assert.equal(total(await attemptsOf(number)), 310);
  });

  test("is told apart from another address, another version of TLS and another program", async () => {
    const number = await kit.issued(clinic);
    await refused(number, 0);
    await refused(number, 0, { address: "192.0.2.99" });
    await refused(number, 0, { tlsVersion: "TLSv1.2" });
    await refused(number, 0, { userAgent: "" });
    await refused(number, 0);
    assert.deepEqual((await attemptsOf(number)).map(({ count }) => count).sort(), [1, 1, 1, 2]);
  });

  test("of ever new names and addresses adds thirty rows in ten minutes, and every attempt is counted", async () => {
    const number = await kit.issued(clinic);
    for (let index = 0; index < 50; index++) await refused(number, index / 100, { address: `2001:db8::${index}` });
    const rows = await attemptsOf(number);
    assert.deepEqual([rows.length, total(rows)], [30, 50]);
    assert.equal((await refusalsOf(number)).length, 30);
    await refused(number, 11, { address: "2001:db8::ffff" });
    assert.equal((await attemptsOf(number)).length, 31);
  });

  test("for days adds sixty rows a day, and every attempt is counted", async () => {
    const number = await kit.issued(clinic);
    for (let index = 0; index < 150; index++) await refused(number, index * 10, { address: `2001:db8:1::${index}` });
    const rows = await attemptsOf(number);
    assert.equal(total(rows), 150);
    // 144 in the first day, and six of the second, at whose end the first rows are over.
    assert.equal(rows.length, 66);
    assert.equal((await refusalsOf(number)).length, 66);
  });

  test("at once is counted as well, and adds no more", async () => {
    const number = await kit.issued(clinic);
    await Promise.all(Array.from({ length: 40 }, () => refused(number, 0)));
    const rows = await attemptsOf(number);
    assert.deepEqual([rows.length, total(rows)], [1, 40]);
  });

  test("may name itself as it likes", async () => {
    const number = await kit.issued(clinic);
    await refused(number, 0, { userAgent: `Fire\u202efox\0${"x".repeat(5000)}` });
    const [row] = await attemptsOf(number);
    assert.match(row?.program ?? "", /^Fire\ufffdfox\ufffdx+$/);
    assert.equal(row?.program.length, 300);
  });
});

describe("a certificate that is turned away at the edge", () => {
  const states = { expired: "CERTIFICATE_EXPIRED", revoked: "CERTIFICATE_REVOKED", stopped: "TENANT_STOPPED" } as const;
  for (const [state, reason] of Object.entries(states)) {
    test(`is recorded: ${state}`, async () => {
      const number = await kit.issued(clinic);
      const peer = await house.peerOf(number, { tlsVersion: "TLSv1.2", userAgent: "" });
      const turnedAway = { ...peer, certificate: { ...peer.certificate, state } } as Peer;
      for (let attempt = 0; attempt < 3; attempt++) await recordRefusedRenewal(turnedAway, "api", kit.inWindow);
      const [row, ...others] = await attemptsOf(number);
      assert.equal(others.length, 0);
      assert.partialDeepStrictEqual(row, { result: "refused", reason, count: 3, tlsVersion: "TLSv1.2", program: "" });
      const entries = await refusalsOf(number);
      assert.deepEqual(
        entries.map(({ facts }) => facts),
        [{ number, generation: 1, reason, door: "api", tlsVersion: "TLSv1.2", program: "" }],
      );
    });
  }

  test("leaves nothing when it is valid, foreign, or none at all", async () => {
    const number = await kit.issued(clinic);
    const before = await clinic.db.renewalAttempt.count();
    const valid = await house.peerOf(number);
    const strangers = [{ state: "none" }, { state: "foreign", subject: "CN=client1,O=u00000001" }] as const;
    for (const peer of [valid, ...strangers.map((certificate) => ({ ...valid, certificate }))]) {
      await recordRefusedRenewal(peer, "est", kit.inWindow);
    }
    assert.equal(await clinic.db.renewalAttempt.count(), before);
  });
});

test("the log tells it in words", async () => {
  const { describeActor, describeFacts } = await import("../audit/describe.ts");
  const number = await kit.issued(clinic);
  await refused(number, 0, { userAgent: "glclient2" });
  const [entry] = await refusalsOf(number);
  assert.equal(describeActor(entry?.actor).who, "証明書の利用者(glclient2)");
  assert.deepEqual(
    describeFacts(entry?.facts)
      .map(({ label, value }) => `${label}=${value}`)
      .sort(),
    [
      "TLS=TLSv1.3",
      "世代=1",
      "プログラム=glclient2",
      "更新の経路=証明書更新API",
      `番号=${number}`,
      "理由=更新できる時期の前",
    ].sort(),
  );
});
