import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { before, describe, test } from "node:test";
import type { NewAuthority } from "./authority.ts";
import { type ClientPlan, crlAddress, prepareCertificate, type ServerPlan } from "./prepare.ts";
import { clientPlan, makeAuthority } from "./test-kit.ts";

describe("prepareCertificate", () => {
  const spki = { type: "spki", format: "der" } as const;
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export(spki);
  const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export(spki);
  let authority: NewAuthority;
  let good: ClientPlan;
  let server: ServerPlan;

  before(async () => {
    authority = await makeAuthority();
    good = clientPlan(authority, publicKey.export(spki));
    const notAfter = new Date(good.notBefore.getTime() + 80 * 86_400_000);
    server = { ...good, profile: "server", notAfter, hosts: ["localhost", "127.0.0.1", "::1", "ctrl.example.jp"] };
  });

  test("good plans are prepared, the same twice", () => {
    assert.deepEqual(prepareCertificate(good), prepareCertificate(good));
    assert.ok(prepareCertificate(server).includes("ctrl.example.jp"));
  });

  const second = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);
  const wrongClients: [string, () => Partial<ClientPlan>, RegExp][] = [
    ["no organization", () => ({ organization: "" }), /not an ORCAMO ID/],
    ["an organization with a comma", () => ({ organization: "u1,CN=client1" }), /not an ORCAMO ID/],
    ["a long organization", () => ({ organization: "u".repeat(65) }), /not an ORCAMO ID/],
    ["a common name without number", () => ({ commonName: "client" }), /not a kind and a number/],
    ["a number with a leading zero", () => ({ commonName: "client021" }), /not a kind and a number/],
    ["a negative serial", () => ({ serial: `8${"1".repeat(31)}` }), /serial number/],
    ["a short serial", () => ({ serial: "1234" }), /serial number/],
    ["dates the wrong way round", () => ({ notAfter: second(good.notBefore, -1) }), /ends before it begins/],
    ["no validity at all", () => ({ notAfter: good.notBefore }), /ends before it begins/],
    ["a second too long", () => ({ notAfter: second(good.notAfter, 1) }), /longer than the profile client allows/],
    ["fractions of a second", () => ({ notBefore: second(good.notBefore, 0.5) }), /fraction of a second/],
    ["no date", () => ({ notAfter: new Date(Number.NaN) }), /a date is not one/],
    ["an end after the authority's", () => yearsOn(good, 18), /outlives its authority/],
    ["a small key", () => ({ publicKey: small }), /not RSA-2048/],
    ["an elliptic key", () => ({ publicKey: curve }), /not RSA-2048/],
    ["a broken key", () => ({ publicKey: Buffer.from("key") }), /cannot be read/],
    ["no address for the list", () => ({ crlUrl: "" }), /http:\/\/ address/],
    ["a list behind TLS", () => ({ crlUrl: "https://localhost/crl" }), /http:\/\/ address/],
    ["a negative shard", () => ({ shard: -1 }), /shard/],
    ["half a shard", () => ({ shard: 0.5 }), /shard/],
  ];
  for (const [name, change, words] of wrongClients) {
    test(`${name} is refused`, () => {
      assert.throws(() => prepareCertificate({ ...good, ...change() }), { name: "PlanError", message: words });
    });
  }

  const wrongHosts: [string, string[], RegExp][] = [
    ["no host", [], /names no host/],
    ["a host with a port", ["localhost:8443"], /neither a DNS name/],
    ["a wildcard in the middle", ["a.*.example.jp"], /neither a DNS name/],
    ["a host in capitals", ["Localhost"], /neither a DNS name/],
    ["a long first host", [`${"a".repeat(60)}.example.jp`], /longer than a common name/],
  ];
  for (const [name, hosts, words] of wrongHosts) {
    test(`a server with ${name} is refused`, () => {
      assert.throws(() => prepareCertificate({ ...server, hosts }), { name: "PlanError", message: words });
    });
  }

  test("a server for longer than its profile is refused", () => {
    assert.throws(() => prepareCertificate({ ...server, notAfter: good.notAfter }), /longer than the profile server allows/);
  });

  test("everything wrong is named at once", () => {
    assert.throws(() => prepareCertificate({ ...good, shard: -1, serial: "" }), /serial number.*; the shard/);
  });
});

test("the address of a list is the same with and without a slash", () => {
  assert.equal(crlAddress("http://h/crl", 0), "http://h/crl/0.crl");
  assert.equal(crlAddress("http://h/crl/", 7), "http://h/crl/7.crl");
});

function yearsOn({ notBefore, notAfter }: ClientPlan, years: number): Partial<ClientPlan> {
  const later = (date: Date) => new Date(date.getTime() + years * 365 * 86_400_000);
  return { notBefore: later(notBefore), notAfter: later(notAfter) };
}
