import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { clockAt } from "#lib/platform/clock.ts";
import { once } from "#lib/platform/once.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let signIn: typeof import("./sign-in.ts")["signIn"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let clinic: Scope;
let peer: Peer;
let neighbours: Peer[];
let user: { id: string; loginId: string; password: string };
let stopped: { id: string; loginId: string; password: string };
let foreign: { id: string; loginId: string; password: string };

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ signIn } = await import("./sign-in.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const neighbour = await house.makeTenant("u00000002");
  const request = (scope: Scope, count: number) =>
    requestCertificates(scope, { requestId: crypto.randomUUID(), kind: "client", count, note: "" });
  peer = await house.peerOf((await request(clinic, 1))[0] ?? 0);
  neighbours = await Promise.all((await request(neighbour, 5)).map((number) => house.peerOf(number)));
  user = await house.makeUser(clinic, "kasahara");
  stopped = await house.makeUser(clinic, "stopped");
  foreign = await house.makeUser(neighbour, "foreign");
  await systemDb().user.update({ where: { id: stopped.id }, data: { state: "stopped" } });
  // The hash that unknown users are compared with is made at the first of them.
  await attempt("nobody-at-all");
});

beforeEach(() => systemDb().signInThrottle.deleteMany());

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const clock = clockAt(new Date("2026-04-10T01:00:00Z"));

async function attempt(loginId: string, password = "wrong", from = peer): Promise<string> {
  return signIn({ loginId, password }, from, clock).then(
    () => "in",
    (error: { code: string }) => error.code,
  );
}

/** How often a password was hashed meanwhile: each takes a place at the gate, by which time could tell who exists. */
async function counted(run: () => Promise<string>): Promise<{ code: string; hashes: number }> {
  const gate = once("at-most passwords", () => ({ running: 0, waiting: [] as (() => void)[] }));
  let [running, hashes] = [gate.running, 0];
  Object.defineProperty(gate, "running", {
    configurable: true,
    get: () => running,
    set: (value: number) => {
      if (value > running) hashes++;
      running = value;
    },
  });
  const code = await run();
  Object.defineProperty(gate, "running", { configurable: true, writable: true, value: running });
  return { code, hashes };
}

/** How often PostgreSQL was asked meanwhile. */
async function statementsOf(run: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    count++;
    return Reflect.apply(query, this, given);
  } as typeof query;
  await run().finally(() => {
    pg.Client.prototype.query = query;
  });
  return count;
}

const subjectOf = ({ certificate }: Peer) => ("commonName" in certificate ? certificate.commonName : "");

describe("who does not know a password learns nothing about who exists", () => {
  for (const [name, loginId] of [
    ["a user", "kasahara"],
    ["nobody", "nobody"],
    ["a stopped user", "stopped"],
    ["another tenant's user", "foreign"],
    ["what cannot be a login ID", "' OR 1=1 --"],
  ] as const) {
    test(`${name}: the same refusal after the same work`, async () => {
      assert.deepEqual(await counted(() => attempt(loginId)), { code: "SIGN_IN_FAILED", hashes: 1 });
    });

    test(`${name}: turned away alike after too many, and then no password is looked at`, async () => {
      for (let guess = 0; guess < 5; guess++) assert.equal(await attempt(loginId), "SIGN_IN_FAILED");
      assert.deepEqual(await counted(() => attempt(loginId)), { code: "SIGN_IN_THROTTLED", hashes: 0 });
    });
  }

  test("nor does the time of the database tell: as many statements for everyone, also of who is turned away", async () => {
    const statements: Record<string, number[]> = {};
    for (const loginId of ["nobody", "kasahara", "stopped", "foreign"]) {
      const counts = statements[loginId] ?? [];
      for (let guess = 0; guess < 7; guess++) counts.push(await statementsOf(() => attempt(loginId)));
      statements[loginId] = counts;
    }
    for (const counts of Object.values(statements)) assert.deepEqual(counts, statements.nobody);
  });

  test("nor the history of one's own organisation: another's user is as unknown there as nobody", async () => {
    for (const password of ["wrong", user.password]) {
      const [neighbour] = neighbours;
      assert.ok(neighbour);
      await attempt("kasahara", password, neighbour);
      const where = { loginId: "kasahara", commonName: subjectOf(neighbour) };
      const row = await systemDb().signIn.findFirstOrThrow({ where, orderBy: { id: "desc" } });
      assert.deepEqual([row.name, row.userId], [null, null]);
      assert.notEqual(row.reason, "PASSWORD_WRONG");
    }
  });

  test("a password too long to be one is refused alike, too", async () => {
    const long = "x".repeat(5000);
    assert.deepEqual(await counted(() => attempt("kasahara", long)), await counted(() => attempt("nobody", long)));
  });

  test("what is wrong beyond the password is told to who knew it", async () => {
    assert.equal(await attempt("stopped", stopped.password), "SIGN_IN_USER_STOPPED");
    assert.equal(await attempt("foreign", foreign.password), "SIGN_IN_CERTIFICATE_MISMATCH");
  });
});

describe("nobody is locked out from outside", () => {
  test("without a certificate nothing is counted", async () => {
    const without = { ...peer, certificate: { state: "none" } } as const;
    for (let guess = 0; guess < 10; guess++) assert.equal(await attempt("kasahara", "wrong", without), "CERTIFICATE_REQUIRED");
    assert.equal(await systemDb().signInThrottle.count(), 0);
  });

  test("with certificates of another tenant, from the very address of the clinic, however often", async () => {
    for (const neighbour of neighbours) {
      const sent = Array.from({ length: 40 }, (_, guess) =>
        attempt(guess % 2 ? "kasahara" : `guess${guess}`, "wrong", neighbour),
      );
      assert.ok((await Promise.all(sent)).includes("SIGN_IN_THROTTLED"));
    }
    assert.equal(await attempt("kasahara", user.password), "in");
    assert.equal(await attempt("foreign", foreign.password, neighbours[0]), "SIGN_IN_THROTTLED", "the neighbour's own");
  });

  test("one login ID's failures lock no other's at the same certificate, up to what the certificate has", async () => {
    for (let guess = 0; guess < 9; guess++) await attempt("someone-else");
    assert.equal(await attempt("kasahara", user.password), "in");
  });

  test("many at once at one address never wait for each other", async () => {
    const { countAttempt, forgiveAttempts, takeBackAttempt } = await import("./throttle.ts");
    for (let round = 0; round < 30; round++) {
      const people = Array.from({ length: 24 }, async (_, index) => {
        const [thumbprint, address] = [`t${index % 2}`, `a${index % 3}`];
        const keys = { loginId: `user${index % 6}`, thumbprint, organization: "u00000001", address };
        await countAttempt(keys, clock.now()).catch((error: unknown) => assert.ok(house.isCode("SIGN_IN_THROTTLED")(error)));
        await (index % 2 ? takeBackAttempt(keys) : forgiveAttempts(keys));
      });
      await Promise.all(people);
    }
  });

  test("and an administrator's unlocking is for that login ID alone", async () => {
    const { forgetFailures, lockedLoginIds } = await import("./throttle.ts");
    for (let guess = 0; guess < 6; guess++) for (const loginId of ["kasahara", "nobody"]) await attempt(loginId);
    const locked = () => lockedLoginIds(["kasahara", "nobody", "kasa", "stopped"], clock.now());
    assert.deepEqual([...(await locked())].sort(), ["kasahara", "nobody"]);
    await forgetFailures("kasa");
    await forgetFailures("kasahara");
    assert.deepEqual([...(await locked())], ["nobody"]);
    assert.equal(await attempt("kasahara", user.password), "in");
    assert.deepEqual(await lockedLoginIds(["nobody"], new Date(clock.now().getTime() + 16 * 60_000)), new Set());
    assert.deepEqual(await lockedLoginIds(["nobody"], new Date(clock.now().getTime() - 86_400_000)), new Set(), "set back");
  });
});
