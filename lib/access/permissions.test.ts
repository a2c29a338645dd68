import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isCode } from "#tests/scopes.ts";
import { clockAt } from "../platform/clock.ts";
import { isRefusal } from "../platform/refusal.ts";
import { refusalSentence, refusalStatus } from "../platform/refusal-words.ts";
import type { Actor, ScopeTenant, Standing, TenantId } from "../platform/scope.ts";
import { admit, can, needsProof, permissions, permit } from "./permissions.ts";

const now = new Date("2026-04-10T01:00:00Z");
const everybody = ["operator", "administrator", "auditor", "general", "vendor", "entrustedServer", "entrustedGeneral"] as const;

const actor = (standing: Standing): Actor => ({ standing, address: "", userAgent: "", requestId: "" });
const allowed = (standing: Standing) => permissions.filter((permission) => can(actor(standing), permission));

describe("who may do what", () => {
  test("an auditor reads, and sees no p12 and no password", () => {
    assert.deepEqual(allowed("auditor").sort(), [
      "certificates:read",
      "codes:manage",
      "codes:show",
      "databases:read",
      "entrustments:read",
      "notices:read",
      "notices:read-administrators",
      "password:change",
      "sessions:own",
      "sign-ins:read",
      "sign-ins:read-own",
      "tenant-log:read",
      "tenants:read",
    ]);
  });

  test("a general user has notices, their own password and their own sign-ins", () => {
    const own = ["codes:manage", "codes:show", "password:change", "sessions:own", "sign-ins:read-own"];
    assert.deepEqual(allowed("general").sort(), ["notices:read", ...own].sort());
  });

  const asVisitor = ["notices:read", "notices:read-administrators", "tenants:read", "visits:open"];
  const verbsOfBoth = ["read", "upload", "test-import", "import", "cancel", "dump", "download-dump"];
  const databases = verbsOfBoth.map((verb) => `databases:${verb}`);

  test("a general vendor brings databases in and out, and changes nothing else in a clinic", () => {
    assert.deepEqual(allowed("entrustedGeneral").sort(), [...asVisitor, ...databases, "certificates:read"].sort());
  });

  test("a server vendor manages the clinic's certificates besides, and revokes none", () => {
    const verbs = ["read", "request", "renew", "download", "bulk-download", "password", "note", "encryption"];
    const certificates = verbs.map((verb) => `certificates:${verb}`);
    const dumps = ["databases:schedule-dumps", "databases:remove-dump"];
    assert.deepEqual(allowed("entrustedServer").sort(), [...asVisitor, ...databases, ...dumps, ...certificates].sort());
  });

  test("who has shown a certificate alone renews that one, and nothing else", () => {
    assert.deepEqual(allowed("certificate"), ["certificates:renew-own"]);
  });

  test("no vendor sees a clinic's users, sign-ins, log or other vendors", () => {
    const hidden = permissions.filter((permission) =>
      /^(users|hand-outs|sign-ins|tenant-log|entrustments|console):/.test(permission),
    );
    assert.ok(hidden.length > 10);
    for (const standing of ["entrustedServer", "entrustedGeneral"] as const)
      for (const permission of hidden) assert.equal(can(actor(standing), permission), false, `${standing} ${permission}`);
  });

  test("in its own organisation a vendor keeps its certificates and sees its clinics", () => {
    const verbs = ["read", "renew", "download", "bulk-download", "password", "note", "encryption"];
    const own = ["codes:manage", "codes:show", "password:change", "sessions:own", "sign-ins:read-own"];
    const rest = ["clients:read", "notices:read", "notices:read-administrators", "tenants:read"];
    const certificates = verbs.map((verb) => `certificates:${verb}`);
    assert.deepEqual(allowed("vendor").sort(), [...own, ...rest, ...certificates].sort());
  });

  test("the console is the operator's, and only in the operator's own organisation", () => {
    const console = permissions.filter((permission) => permission.startsWith("console:"));
    assert.ok(console.length > 3);
    for (const permission of console) {
      for (const standing of everybody) assert.equal(can(actor(standing), permission), standing === "operator", standing);
      assert.doesNotThrow(() => permit(scope("operator", { kind: "operator" }), permission));
      assert.throws(() => permit(scope("operator", { kind: "clinic" }), permission), isCode("NOT_PERMITTED"), permission);
    }
  });

  test("a database is brought in over a certificate of the clinic alone", () => {
    const over = (organization: string) => scope("entrustedServer", { certificate: organization });
    for (const permission of ["databases:upload", "databases:test-import", "databases:import"] as const) {
      assert.doesNotThrow(() => permit(over("u00000001"), permission));
      assert.throws(() => permit(over("v00000001"), permission), isCode("CLINIC_CERTIFICATE_REQUIRED"));
      assert.throws(() => permit(scope("entrustedServer"), permission), isCode("CLINIC_CERTIFICATE_REQUIRED"));
    }
    assert.doesNotThrow(() => permit(over("v00000001"), "databases:dump"));
  });

  test("a refusal has a status and a sentence that says what to do", () => {
    assert.throws(
      () => permit(scope("auditor"), "certificates:password"),
      (error: unknown) => {
        assert.ok(isRefusal(error));
        assert.equal(refusalStatus(error.code), 403);
        assert.match(refusalSentence(error.code), /権限がありません。.+してください。$/);
        return true;
      },
    );
  });
});

describe("step-up", () => {
  const asked = [
    "certificates:password",
    "hand-outs:take",
    "certificates:bulk-download",
    "certificates:revoke",
    "databases:import",
    "databases:download-dump",
    "users:grant",
  ];

  test("a p12 password, bulk download, revocation, import and roles need a password shown within ten minutes", () => {
    for (const permission of asked)
      assert.ok(
        permissions.some((known) => known === permission && needsProof(known)),
        permission,
      );
    assert.equal(needsProof("certificates:read"), false);
  });

  for (const [what, minutesAgo, fresh] of [
    ["just now", 0, true],
    ["ten minutes ago", 10, true],
    ["eleven minutes ago", 11, false],
    ["in the future, when the clock was set back", -60, false],
  ] as const) {
    test(`a password shown ${what} ${fresh ? "counts" : "does not count"}`, () => {
      const late = scope("administrator", { provedAt: new Date(now.getTime() - minutesAgo * 60_000) });
      const ask = () => permit(late, "certificates:revoke");
      if (fresh) assert.doesNotThrow(ask);
      else assert.throws(ask, isCode("PROOF_REQUIRED"));
      assert.doesNotThrow(() => permit(late, "certificates:read"));
    });
  }

  test("a page opens without one: its form asks, where nothing that was typed is lost", () => {
    const late = scope("administrator", { provedAt: undefined });
    assert.doesNotThrow(() => admit(late, "certificates:revoke"));
    assert.throws(() => permit(late, "certificates:revoke"), isCode("PROOF_REQUIRED"));
    assert.throws(() => admit(scope("auditor"), "certificates:revoke"), isCode("NOT_PERMITTED"));
    assert.throws(() => admit(scope("operator", { kind: "clinic" }), "console:tenants"), isCode("NOT_PERMITTED"));
    assert.throws(() => admit(scope("administrator"), "databases:import"), isCode("CLINIC_CERTIFICATE_REQUIRED"));
  });

  test("who may not do it at all is not asked for a password", () => {
    assert.throws(() => permit(scope("general", { provedAt: undefined }), "certificates:revoke"), isCode("NOT_PERMITTED"));
  });
});

interface Case {
  readonly kind?: ScopeTenant["kind"];
  readonly provedAt?: Date | undefined;
  /** O of the certificate in hand. */
  readonly certificate?: string;
}

function scope(standing: Standing, { kind = "clinic", certificate, ...proof }: Case = {}): Parameters<typeof permit>[0] {
  const provedAt = "provedAt" in proof ? proof.provedAt : now;
  const held = certificate ? { certificate: { id: "", commonName: "client1", organization: certificate, serial: "" } } : {};
  return {
    tenant: { id: "" as TenantId, orcamoId: "u00000001", name: "", kind },
    clock: clockAt(now),
    actor: { ...actor(standing), ...(provedAt && { provedAt }), ...held },
  };
}
