import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { makeTestCertificates } from "#server/edge/test-certificates.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

// Before anything reads a setting.
process.env.AUTH_HOSTS = "auth.example.jp:9443, 192.0.2.7:9443";
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  const { prepareHouse } = await import("#tests/scopes.ts");
  await prepareHouse();
});
after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

test("the portal's certificate is for the names of programs too", async () => {
  const { currentServerCertificate, namesMissing } = await import("./server-certificate.ts");
  const certificate = new X509Certificate((await currentServerCertificate()).certificatePem);
  assert.equal(certificate.checkHost("auth.example.jp"), "auth.example.jp");
  assert.equal(certificate.checkIP("192.0.2.7"), "192.0.2.7");
  assert.deepEqual(namesMissing(certificate), []);
});

test("of a certificate of the operator's own it is told which of them it lacks", async () => {
  const { namesMissing } = await import("./server-certificate.ts");
  assert.deepEqual(namesMissing(new X509Certificate(makeTestCertificates().server.der)), ["auth.example.jp", "192.0.2.7"]);
});
