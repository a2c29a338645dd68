import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readEnv } from "./env.ts";

test("nothing set is the demo environment of a first start", () => {
  const env = readEnv({});
  assert.equal(env.origin, "https://localhost:8443");
  assert.deepEqual(env.hosts, ["localhost:8443"]);
  assert.equal(env.crlUrl, "http://localhost:8080/crl");
  assert.equal(env.renewalWindowDays, 1200);
  assert.equal(env.demo, true);
});

test("an own PostgreSQL is no demo", () => {
  const env = readEnv({
    DATABASE_URL: "postgres://x",
    PORTAL_ORIGIN: "https://ctrl.example.jp/",
    PORTAL_HOSTS: "a.example.jp, b.example.jp",
  });
  assert.equal(env.demo, false);
  assert.equal(env.renewalWindowDays, 100);
  assert.deepEqual(env.hosts, ["ctrl.example.jp", "a.example.jp", "b.example.jp"]);
});

describe("a wrong setting is named with what it takes", () => {
  for (const [name, value, words] of [
    ["PORTAL_PORT", "80000", /PORTAL_PORT/],
    ["PORTAL_PORT", "https", /PORTAL_PORT: a port number/],
    ["PORTAL_ORIGIN", "http://ctrl.example.jp", /PORTAL_ORIGIN: an https/],
    ["PORTAL_RENEWAL_ORIGINS", "http://app.example.jp", /PORTAL_RENEWAL_ORIGINS: https:/],
    ["PORTAL_RENEWAL_ORIGINS", "https://app.example.jp null", /PORTAL_RENEWAL_ORIGINS: https:/],
    ["PORTAL_CRL_URL", "https://ctrl.example.jp/crl", /PORTAL_CRL_URL: an http:/],
    ["PORTAL_DEMO", "yes", /PORTAL_DEMO: 0 or 1/],
  ] as const) {
    test(`${name}=${value}`, () => assert.throws(() => readEnv({ [name]: value }), words));
  }
});

describe("names for programs alone", () => {
  const own = { PORTAL_ORIGIN: "https://ctrl.example.jp", AUTH_HOSTS: "auth.example.jp:9443 AUTH2.example.jp" };

  test("are a list, with a port of their own if they shall have one", () => {
    const env = readEnv({ ...own, PORTAL_AUTH_PORT: "9443" });
    assert.deepEqual([env.authHosts, env.authPort], [["auth.example.jp:9443", "AUTH2.example.jp"], 9443]);
  });

  for (const [wrong, words] of [
    [{ AUTH_HOSTS: "https://auth.example.jp" }, /Setting AUTH_HOSTS: names such as/],
    [{ AUTH_HOSTS: "CTRL.example.jp" }, /Setting AUTH_HOSTS: a name that is not the portal's own, as CTRL\.example\.jp is/],
    [{ PORTAL_HOSTS: `${"a.".repeat(70)}jp` }, /at most 139 characters/],
    [{ AUTH_HOSTS: "", PORTAL_AUTH_PORT: "9443" }, /Setting PORTAL_AUTH_PORT: a port for the names in AUTH_HOSTS/],
    [{ PORTAL_AUTH_PORT: "8443" }, /Setting PORTAL_AUTH_PORT: another port than PORTAL_PORT/],
    [{ PORTAL_AUTH_PORT: "8080" }, /Setting PORTAL_AUTH_PORT: another port than PORTAL_HTTP_PORT/],
  ] as const) {
    test(`${JSON.stringify(wrong)} stops the start`, () => assert.throws(() => readEnv({ ...own, ...wrong }), words));
  }
});
