import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isSafe, isUsable, leastSafe, parseVersion, versionOfNumber } from "./version.ts";

describe("PostgreSQL versions", () => {
  test("what the tools print is read", () => {
    assert.deepEqual(parseVersion("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"), { major: 15, minor: 20 });
    assert.deepEqual(parseVersion("pg_dump (PostgreSQL) 18.7"), { major: 18, minor: 7 });
    assert.deepEqual(versionOfNumber(160_016), { major: 16, minor: 16 });
    assert.equal(parseVersion("postgres (PostgreSQL) 19beta1"), undefined);
    assert.equal(parseVersion("command not found"), undefined);
  });

  for (const text of ["15.20", "15.21", "16.16", "17.12", "18.7", "19.0"]) {
    test(`${text} may read archives`, () => assert.ok(isSafe(versionIn(text))));
  }

  for (const text of ["14.25", "15.19", "16.15", "17.11", "18.6"]) {
    test(`${text} may not read archives`, () => assert.ok(!isSafe(versionIn(text))));
  }

  test("an unsafe release may still carry the portal's own data, one before 15 may not", () => {
    assert.ok(isUsable(versionIn("15.18")));
    assert.ok(!isUsable(versionIn("14.25")));
  });

  test("the release to reach is named", () => {
    assert.equal(leastSafe(versionIn("16.3")), "16.16");
    assert.equal(leastSafe(versionIn("13.9")), "15.20");
  });
});

function versionIn(text: string) {
  const version = parseVersion(text);
  assert.ok(version);
  return version;
}
