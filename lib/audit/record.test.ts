import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { canonicalJson } from "./canonical-json.ts";
import { chainHash } from "./chain.ts";
import { lockChain, recordAudit } from "./record.ts";

let database: TestDatabase;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  clinic = await (await import("#tests/scopes.ts")).makeTenant("u00000001");
});

after(() => database.close());

test("entries form one chain, in order, however many are written at once", async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      recordAudit(clinic, { action: "test:write", target: `row ${index}`, facts: { index } }),
    ),
  );
  const entries = await clinic.db.auditEntry.findMany({ orderBy: { sequence: "asc" } });
  assert.equal(entries.length, 21, "the first one is the tenant's creation");
  let previous: Uint8Array = new Uint8Array(32);
  for (const [index, entry] of entries.entries()) {
    assert.equal(entry.sequence, BigInt(index + 1));
    assert.deepEqual(Buffer.from(entry.previousHash), Buffer.from(previous));
    assert.deepEqual(Buffer.from(entry.hash), chainHash(entry, previous), `entry ${index + 1} as the database gives it back`);
    previous = entry.hash;
  }
  const head = await clinic.db.auditHead.findUniqueOrThrow({ where: { tenantId: clinic.tenant.id } });
  assert.deepEqual(Buffer.from(head.hash), Buffer.from(previous));
});

test("anyone can compute an entry's hash again from what is written down", () => {
  const entry = { tenantId: "t", sequence: 1n, at: new Date(0), actor: { b: 1, a: null }, action: "a:b", target: "x", facts: {} };
  const body = `{"action":"a:b","actor":{"a":null,"b":1},"at":"1970-01-01T00:00:00.000Z","facts":{},"sequence":"1","target":"x","tenantId":"t"}`;
  assert.equal(canonicalJson({ z: [1, { y: undefined, x: "é" }] }), '{"z":[1,{"x":"é"}]}');
  assert.deepEqual(chainHash(entry, new Uint8Array(32)), createHash("sha256").update(new Uint8Array(32)).update(body).digest());
});

test("what strangers typed cannot disguise an entry, nor keep it from being written", async () => {
  const { makeTenant, as } = await import("#tests/scopes.ts");
  const scope = as(await makeTenant("u00000002"), "administrator");
  const user = { ...scope.actor.user, loginId: "a\u202Eb", name: "x\uD800\0y" } as NonNullable<Scope["actor"]["user"]>;
  const actor = { ...scope.actor, user, userAgent: `${"u".repeat(299)}😀` };
  await recordAudit(
    { ...scope, actor },
    { action: "test:write", target: "t\nu", facts: { text: "1\r\n2\u200B\0", none: null, n: 1e21 } },
  );
  const entry = await scope.db.auditEntry.findFirstOrThrow({ where: { action: "test:write" } });
  assert.equal(entry.target, "t\uFFFDu");
  assert.deepEqual(entry.facts, { text: "1↵2\uFFFD\uFFFD", none: null, n: 1e21 });
  const written = entry.actor as Record<string, unknown>;
  assert.equal(written.loginId, "a\uFFFDb");
  assert.equal(written.name, "x\uFFFD\uFFFDy");
  assert.equal(written.organization, "u00000002");
  assert.equal(written.userAgent, "u".repeat(299));
  assert.deepEqual(Buffer.from(entry.hash), chainHash(entry, entry.previousHash));
});

test("who locked the chain decides alone", async () => {
  const { inTransaction } = await import("#lib/platform/db.ts");
  let inside = 0;
  const decide = () =>
    inTransaction(clinic, async (inner) => {
      await lockChain(inner);
      inside++;
      assert.equal(inside, 1);
      await recordAudit(inner, { action: "test:decide", target: "alone" });
      inside--;
    });
  await Promise.all([decide(), decide(), decide()]);
  assert.equal(await clinic.db.auditEntry.count({ where: { action: "test:decide" } }), 3);
});
