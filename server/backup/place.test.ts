import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { copyKey } from "./key-copy.ts";
import { requireApart } from "./place.ts";

const home = mkdtempSync(path.join(tmpdir(), "portal-place-"));
const at = (...names: string[]) => path.join(home, ...names);
after(() => rmSync(home, { recursive: true }));

const apart = { name: "StartFailure", message: /keep the key apart from the data/ };

test("data and key go apart, also when a link hides that both are one place", () => {
  mkdirSync(at("data/inner"), { recursive: true });
  symlinkSync(at("data/inner"), at("link"));
  const key = at("portal/keys/key");
  requireApart(at("data"), at("data-keys"), key);
  requireApart(at("data"), undefined, key);
  for (const keys of ["data", "data/keys", "data/new/keys", ".", "link", "link/keys", "other/../data"])
    assert.throws(() => requireApart(at("data"), at(keys), key), apart, keys);
  assert.throws(() => requireApart(at("portal"), undefined, key), { message: /holds the key-encryption key itself/ });
});

test("a copy of the key follows a rotation, never gives way to another key, and keeps what it has", () => {
  const key = at("key-encryption-key");
  const first = `1:${"a".repeat(64)}\n`;
  writeFileSync(key, first);
  const copy = copyKey(key, at("keys"));
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  writeFileSync(key, `${first}2:${"b".repeat(64)}\n`);
  copyKey(key, at("keys"));
  assert.equal(readFileSync(copy, "utf8"), readFileSync(key, "utf8"));
  writeFileSync(key, first);
  copyKey(key, at("keys"));
  assert.match(readFileSync(copy, "utf8"), /^2:/m, "an older state of the file does not shorten it");
  writeFileSync(key, `3:${"c".repeat(64)}\n`);
  assert.throws(() => copyKey(key, at("keys")), { name: "StartFailure", message: /is another portal's key-encryption key/ });
  assert.match(readFileSync(copy, "utf8"), /^1:/);
});
