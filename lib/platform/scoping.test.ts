import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Prisma } from "./prisma/client.ts";
import { scopeArguments } from "./scoping.ts";

const mine = "11111111-1111-4111-8111-111111111111";
const theirs = "22222222-2222-4222-8222-222222222222";
const owned = [
  "User",
  "CertificateLine",
  "Certificate",
  "Entrustment",
  "Session",
  "AuditHead",
  "AuditEntry",
  "SignIn",
  "HandOut",
  "TenantDatabase",
  "Upload",
  "DatabaseImport",
  "DatabaseDump",
  "DumpLink",
  "DumpSchedule",
  "RenewalAttempt",
  "RenewalLink",
  "Visit",
  "RecoveryCode",
];
const system = ["SignInThrottle", "Setting", "CheckpointKey", "Authority", "RevocationList", "ServerCertificate", "PooledKey"];
const shared = ["Tenant", "Notice", "MaintenanceWindow"];

test("every model of the schema is a tenant's, shared or the system's", () => {
  assert.deepEqual(Object.values(Prisma.ModelName).sort(), [...owned, ...system, ...shared].sort());
});

describe("a tenant's table", () => {
  for (const model of owned) {
    test(`${model}: every read names the tenant`, () => {
      for (const operation of ["findMany", "findFirst", "findFirstOrThrow", "count", "aggregate", "groupBy"]) {
        const { where } = scopeArguments(model, operation, { where: { id: "x" } }, mine);
        assert.deepEqual(where, { AND: [{ id: "x" }, { tenantId: mine }] }, operation);
      }
      for (const operation of ["findUnique", "findUniqueOrThrow"]) {
        const { where } = scopeArguments(model, operation, { where: { id: "x" } }, mine);
        assert.deepEqual(where, { id: "x", tenantId: mine }, operation);
      }
    });
  }

  test("a caller's own tenantId cannot widen a read", () => {
    const { where } = scopeArguments("User", "findMany", { where: { OR: [{ tenantId: theirs }, {}] } }, mine);
    assert.deepEqual(where, { AND: [{ OR: [{ tenantId: theirs }, {}] }, { tenantId: mine }] });
    assert.throws(() => scopeArguments("User", "findUnique", { where: { id: "x", tenantId: theirs } }, mine), /another tenant/);
  });

  test("a row is written for the tenant, or not at all", () => {
    assert.deepEqual(scopeArguments("User", "create", { data: { name: "a" } }, mine).data, { name: "a", tenantId: mine });
    assert.throws(() => scopeArguments("User", "create", { data: { tenantId: theirs } }, mine), /another tenant/);
    assert.throws(() => scopeArguments("User", "createMany", { data: [{}, { tenantId: theirs }] }, mine), /another tenant/);
    assert.throws(
      () => scopeArguments("User", "update", { where: { id: "x" }, data: { tenantId: theirs } }, mine),
      /another tenant/,
    );
    assert.throws(() => scopeArguments("User", "updateMany", { data: { tenantId: theirs } }, mine), /another tenant/);
    const upsert = { where: { id: "x" }, create: {}, update: { tenantId: theirs } };
    assert.throws(() => scopeArguments("User", "upsert", upsert, mine), /another tenant/);
  });

  test("nested writes, which pass by the scope, are refused", () => {
    const nested = { data: { sessions: { create: { address: "x" } } } };
    assert.throws(() => scopeArguments("User", "update", { where: { id: "x" }, ...nested }, mine), /nested writes/);
    assert.throws(
      () => scopeArguments("Certificate", "create", { data: { line: { connect: { id: "x" } } } }, mine),
      /nested writes/,
    );
    assert.doesNotThrow(() => scopeArguments("AuditEntry", "create", { data: { facts: { create: "x" } } }, mine));
    assert.doesNotThrow(() => scopeArguments("Certificate", "create", { data: { certificate: new Uint8Array(3) } }, mine));
  });
});

test("the system's tables have no operation at all", () => {
  for (const model of system) assert.throws(() => scopeArguments(model, "findMany", {}, mine), /not a tenant's table/);
});

test("what a tenant only reads cannot be written", () => {
  for (const [model, operation] of [
    ["SignIn", "create"],
    ["Notice", "update"],
    ["MaintenanceWindow", "deleteMany"],
    ["Tenant", "create"],
    ["Session", "create"],
  ] as const) {
    assert.throws(() => scopeArguments(model, operation, { data: {} }, mine), model);
  }
});

test("another tenant's row is not found by its id", () => {
  assert.deepEqual(scopeArguments("Tenant", "findUnique", { where: { id: theirs } }, mine).where, {
    id: theirs,
    AND: [{ id: mine }],
  });
});

test("an operation nobody thought of is refused", () => {
  assert.throws(() => scopeArguments("User", "findRaw", {}, mine), /not a known operation/);
});
