import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import { identifyPeer } from "#lib/access/identify-peer.ts";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { recordFirstUse } from "./first-use.ts";
import { renewCertificate } from "./renew.ts";
import { requestCertificates } from "./request.ts";

let database: TestDatabase;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function renewed(): Promise<number> {
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  const [number = 0] = await requestCertificates(clinic, request);
  await renewCertificate(house.as(clinic, "administrator", house.daysLater(1000)), { number, generation: 1 });
  return number;
}

async function rowOf(number: number, generation: number) {
  return clinic.db.certificate.findFirstOrThrow({ where: { number, generation } });
}

/** As the edge does with a request. */
async function seen(number: number, generation: number, days: number): Promise<boolean> {
  const now = house.daysLater(days);
  const known = await identifyPeer(Buffer.from((await rowOf(number, generation)).certificate ?? []), now);
  assert.equal(known.state, "valid");
  if (known.state !== "valid" || !known.firstUse) return false;
  const peer = { ...(await house.peerOf(number, { userAgent: "monsiaj/2.0", tlsVersion: "TLSv1.2" })), certificate: known };
  await recordFirstUse(certificateScope(peer, clockAt(now)));
  return true;
}

const entries = (number: number) =>
  clinic.db.auditEntry.findMany({ where: { action: "certificates:first-use", target: `CN=client${number},O=u00000001` } });

test("the first use of a renewed certificate is an entry with address, TLS version and program; later ones are none", async () => {
  const number = await renewed();
  assert.equal(await seen(number, 2, 1001), true);
  assert.equal(await seen(number, 2, 1002), false);
  const [entry, second] = await entries(number);
  assert.equal(second, undefined);
  assert.ok(entry);
  assert.deepEqual(entry.facts, { number, generation: 2, tlsVersion: "TLSv1.2", program: "monsiaj/2.0" });
  assert.equal((entry.actor as { address: string }).address, "192.0.2.1");
  const { firstUsedAt, lastUsedAt } = await rowOf(number, 2);
  assert.deepEqual([firstUsedAt, lastUsedAt], [house.daysLater(1001), house.daysLater(1002)]);
});

test("a first generation is seen without an entry, and an old one that is still used is no first use", async () => {
  const number = await renewed();
  assert.equal(await seen(number, 1, 5), false);
  assert.equal(await seen(number, 1, 1001), false);
  assert.equal((await entries(number)).length, 0);
  assert.deepEqual((await rowOf(number, 1)).firstUsedAt, house.daysLater(5));
});

test("of many requests at once one is the first", async () => {
  const number = await renewed();
  await Promise.all(Array.from({ length: 8 }, () => seen(number, 2, 1001)));
  assert.equal((await entries(number)).length, 1);
  const { firstUsedAt } = await rowOf(number, 2);
  assert.deepEqual(firstUsedAt, house.daysLater(1001));
});
