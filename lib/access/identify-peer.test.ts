import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { once } from "#lib/platform/once.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let identifyPeer: typeof import("./identify-peer.ts")["identifyPeer"];
let der: Buffer;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ identifyPeer } = await import("./identify-peer.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  const clinic = await house.makeTenant("u00000001");
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  const [number] = await requestCertificates(clinic, request);
  const row = await clinic.db.certificate.findFirstOrThrow({ where: { number: number ?? 0 } });
  der = Buffer.from(row.certificate ?? []);
});

after(() => database.close());

test("a certificate is known by its bytes, and expired at its very last moment", async () => {
  const known = await identifyPeer(der, house.daysLater(1));
  assert.equal(known.state, "valid");
  assert.ok("notAfter" in known);
  assert.equal((await identifyPeer(der, known.notAfter)).state, "expired");
  assert.equal((await identifyPeer(undefined, house.today)).state, "none");
});

test("it is known, and nobody turned away, also while its use cannot be noted", async () => {
  const owner = (statement: string) => withClient(database.owner, (client) => client.query(statement));
  await owner("REVOKE UPDATE ON certificates FROM portal_system");
  assert.equal((await identifyPeer(der, house.daysLater(2))).state, "valid");
  await owner("GRANT UPDATE ON certificates TO portal_system");
});

test("what strangers send is foreign, whatever it is, and none of it is kept in memory", async () => {
  const changed = (at: number) => Buffer.from(der.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const strange = [Buffer.alloc(0), Buffer.from("30820101", "hex"), Buffer.alloc(100_000, 0x30), der.subarray(0, -1)];
  const forged = Array.from({ length: 50 }, (_, back) => changed(der.length - 1 - back));
  for (const bytes of [...strange, ...forged]) assert.equal((await identifyPeer(bytes, house.daysLater(1))).state, "foreign");
  assert.equal(once("verified-peers", () => new Map()).size, 1);
});

test("one of a stopped or closed organisation says so, unless it is expired or revoked anyway", async () => {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const known = await identifyPeer(der, house.daysLater(1));
  assert.ok("notAfter" in known);
  for (const state of ["stopped", "closed"] as const) {
    await systemDb().tenant.update({ where: { orcamoId: "u00000001" }, data: { state } });
    assert.equal((await identifyPeer(der, house.daysLater(1))).state, "stopped");
    assert.equal((await identifyPeer(der, known.notAfter)).state, "expired");
  }
  await systemDb().tenant.update({ where: { orcamoId: "u00000001" }, data: { state: "active" } });
  assert.equal((await identifyPeer(der, house.daysLater(1))).state, "valid");
});

test("one that the database does not have as signed is foreign", async () => {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  await systemDb().certificate.updateMany({ data: { state: "rejected" } });
  assert.equal((await identifyPeer(der, house.daysLater(1))).state, "foreign");
});
