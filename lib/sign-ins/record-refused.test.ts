import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { once } from "#lib/platform/once.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let recordRefused: typeof import("./record-refused.ts")["recordRefused"];
let clinic: Scope;
let number: number;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ recordRefused } = await import("./record-refused.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
});

after(() => database.close());

async function peer(state: "expired" | "revoked" | "stopped" | "valid", changes: Partial<Peer> = {}): Promise<Peer> {
  const { certificate, ...rest } = await house.peerOf(number, changes);
  return { ...rest, certificate: { ...certificate, state } as Peer["certificate"] };
}

const minutes = (count: number) => new Date(house.today.getTime() + count * 60_000);
const forget = () => once("refused-certificates", () => new Map()).clear();
const rows = (address: string) => clinic.db.signIn.findMany({ where: { address }, orderBy: { at: "asc" } });

test("what is turned away stands in the history of its organisation, with the reason and without a login ID", async () => {
  const address = "192.0.2.10";
  for (const state of ["expired", "revoked", "stopped"] as const) {
    assert.equal(await recordRefused(await peer(state, { address, userAgent: "Fire\u202efox\0" }), "api", minutes(0)), true);
  }
  const found = await rows(address);
  assert.deepEqual(found.map(({ reason }) => reason).sort(), ["CERTIFICATE_EXPIRED", "CERTIFICATE_REVOKED", "TENANT_STOPPED"]);
  for (const row of found) {
    assert.partialDeepStrictEqual(row, { loginId: "", result: "failure", door: "api", userAgent: "Fire\ufffdfox\ufffd" });
    assert.equal(row.commonName, `client${number}`);
  }
});

test("a valid certificate, a foreign one and none leave nothing", async () => {
  const address = "192.0.2.20";
  const strangers = [{ state: "none" }, { state: "foreign", subject: "CN=client1,O=u00000001" }] as const;
  const peers = strangers.map(async (certificate) => ({ ...(await peer("valid", { address })), certificate }));
  for (const from of [await peer("valid", { address }), ...(await Promise.all(peers))]) {
    assert.equal(await recordRefused(from, "portal", minutes(0)), false);
  }
  assert.equal((await rows(address)).length, 0);
});

test("once in ten minutes for an address and reason, in this process and in another", async () => {
  const from = await peer("revoked", { address: "192.0.2.30" });
  await Promise.all(Array.from({ length: 20 }, () => recordRefused(from, "portal", minutes(100))));
  await recordRefused(from, "portal", minutes(109));
  forget();
  assert.equal(await recordRefused(from, "portal", minutes(109)), false, "another process asks the table");
  assert.equal((await rows("192.0.2.30")).length, 1);
  assert.equal(await recordRefused(from, "portal", minutes(119.5)), true);
  assert.equal(await recordRefused(from, "portal", minutes(90)), true, "the clock was set back");
});

test("thirty in ten minutes from addresses without number, and as little memory", async () => {
  for (let at = 0; at < 40; at++)
    await recordRefused(await peer("expired", { address: `2001:db8::${at}` }), "portal", minutes(300));
  assert.equal(await clinic.db.signIn.count({ where: { address: { startsWith: "2001:db8::" } } }), 30);
  const seen = once("refused-certificates", () => new Map<string, number>());
  for (let at = 0; at < 5_100; at++) seen.set(`x${at}`, 0);
  await recordRefused(await peer("expired", { address: "192.0.2.40" }), "portal", minutes(600));
  assert.equal(seen.size, 1);
});

test("what could not be written is tried again at the next request", async () => {
  const { systemPool } = await import("#lib/platform/system-db.ts");
  const from = await peer("revoked", { address: "192.0.2.50" });
  const broken = { ...from, address: "bad\0address" };
  await assert.rejects(recordRefused(broken, "portal", minutes(700)));
  await assert.rejects(recordRefused(broken, "portal", minutes(700)), "it was not taken for written");
  assert.equal((await systemPool().query("SELECT 1 AS one")).rowCount, 1);
  assert.equal(await recordRefused(from, "portal", minutes(700)), true);
});
