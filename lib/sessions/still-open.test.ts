import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let whileOpen: typeof import("./still-open.ts")["whileOpen"];
let signIn: typeof import("./sign-in.ts")["signIn"];
let findSession: typeof import("./queries.ts")["findSession"];
let sessionScope: typeof import("#lib/access/session-scope.ts")["sessionScope"];
let clinic: Scope;
let peer: Peer;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ whileOpen } = await import("./still-open.ts"));
  ({ signIn } = await import("./sign-in.ts"));
  ({ findSession } = await import("./queries.ts"));
  ({ sessionScope } = await import("#lib/access/session-scope.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  await house.makeUser(clinic, "kasahara");
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  peer = await house.peerOf((await requestCertificates(clinic, request))[0] ?? 0);
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** A new user at work, and ten parts of a download that end where `between` says. */
async function read(loginId: string, between: (userId: string) => Promise<unknown>): Promise<number[]> {
  const user = await house.makeUser(clinic, loginId);
  const { token } = await signIn({ loginId, password: user.password }, peer, clockAt(house.today));
  const session = await findSession(token, peer, house.today);
  assert.ok(session);
  const scope = await sessionScope(session, peer, undefined, clockAt(house.today));
  async function* parts() {
    for (let part = 0; part < 10; part++) {
      if (part === 3) await between(user.id);
      yield part;
    }
  }
  const got: number[] = [];
  try {
    for await (const part of whileOpen(scope, parts())) got.push(part);
  } catch (error) {
    assert.ok(house.isCode("SIGN_IN_REQUIRED")(error), String(error));
  }
  return got;
}

test("a download goes to its end for who stays", async () => {
  assert.equal((await read("stays", async () => {})).length, 10);
});

test("a download breaks for who is stopped, signed out or demoted meanwhile", async () => {
  const where = (id: string) => ({ where: { id } });
  const ended = { endedAt: house.today, endReason: "ended" };
  for (const [name, change] of [
    ["stopped", (id: string) => clinic.db.user.update({ ...where(id), data: { state: "stopped" } })],
    ["demoted", (id: string) => clinic.db.user.update({ ...where(id), data: { role: "general" } })],
    ["out", (id: string) => clinic.db.session.updateMany({ where: { userId: id }, data: ended })],
  ] as const) {
    assert.deepEqual(await read(name, change), [0, 1, 2], name);
  }
});
