import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

const dataDir = mkdtempSync(path.join(tmpdir(), "portal-secrets-"));
const binding = { tenant: "t", row: "r", purpose: "certificate-key" } as const;
const plain = Buffer.from("private");
let secrets: typeof import("./secrets.ts");

before(async () => {
  process.env.PORTAL_DATA_DIR = dataDir;
  secrets = await import("./secrets.ts");
  secrets.ensureKeyEncryptionKey();
});

after(() => rmSync(dataDir, { recursive: true }));

describe("an envelope", () => {
  test("opens for its tenant, row and purpose, and differs each time", () => {
    const one = secrets.seal(plain, binding);
    assert.deepEqual(secrets.open(one, binding), plain);
    assert.notDeepEqual(secrets.seal(plain, binding), one);
    assert.ok(!one.includes(plain));
  });

  for (const change of [{ tenant: "x" }, { row: "x" }, { purpose: "certificate-password" as const }]) {
    test(`does not open as ${JSON.stringify(change)}`, () => {
      assert.throws(() => secrets.open(secrets.seal(plain, binding), { ...binding, ...change }), secrets.EnvelopeError);
    });
  }

  test("does not open when any one byte was changed, or the end is missing", () => {
    const sealed = secrets.seal(plain, binding);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      assert.throws(() => secrets.open(changed, binding), secrets.EnvelopeError, `byte ${at}`);
    }
    assert.throws(() => secrets.open(sealed.subarray(0, -1), binding), secrets.EnvelopeError);
    assert.throws(() => secrets.open(Buffer.alloc(0), binding), secrets.EnvelopeError);
  });
});

test("after a rotation old envelopes still open, are known as stale, and are wrapped anew without being opened", () => {
  const old = secrets.seal(plain, binding);
  secrets.addKeyEncryptionKey();
  assert.equal(secrets.isStale(old), true);
  assert.deepEqual(secrets.open(old, binding), plain);
  const wrapped = secrets.rewrap(old, binding);
  assert.equal(secrets.isStale(wrapped), false);
  assert.deepEqual(secrets.open(wrapped, binding), plain);
  assert.throws(() => secrets.rewrap(old, { ...binding, row: "x" }), secrets.EnvelopeError);
});

test("a running portal seals by the key that another process has just added, also while the file is away for a moment", () => {
  const file = path.join(dataDir, "keys", "key-encryption-key");
  const before = secrets.seal(plain, binding);
  appendFileSync(file, `7:${"ab".repeat(32)}\n`);
  const after = secrets.seal(plain, binding);
  assert.equal(after.readUInt32BE(1), 7);
  assert.equal(secrets.isStale(before), true);
  renameSync(file, `${file}.away`);
  assert.deepEqual(secrets.open(after, binding), plain);
  renameSync(`${file}.away`, file);
});

test("the key-encryption key can be read by its owner alone", () => {
  assert.equal(statSync(path.join(dataDir, "keys", "key-encryption-key")).mode & 0o777, 0o600);
});
