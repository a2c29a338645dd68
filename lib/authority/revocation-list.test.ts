import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { NewAuthority } from "./authority.ts";
import { certificatePem } from "./read-certificate.ts";
import { type RevocationListPlan, type RevokedEntry, signRevocationList } from "./revocation-list.ts";
import { makeSerial } from "./serial.ts";
import { openSigner } from "./signer.ts";
import { crlUrl, issueClient, judge, makeAuthority, write } from "./test-kit.ts";

describe("a revocation list", () => {
  let authority: NewAuthority;
  let client: Awaited<ReturnType<typeof issueClient>>;
  let ca: string;
  let certificate: string;

  before(async () => {
    authority = await makeAuthority();
    client = await issueClient(authority);
    ca = write("ca.crt", certificatePem(authority.certificate));
    certificate = write("client.crt", certificatePem(client.certificate));
  });

  const sign = (entries: RevokedEntry[], more: Partial<RevocationListPlan> = {}) => {
    const thisUpdate = new Date(Date.now() - 60_000);
    const nextUpdate = new Date(Date.now() + 86_400_000);
    return signRevocationList({
      signer: openSigner(authority),
      number: 300n,
      thisUpdate,
      nextUpdate,
      address: { crlUrl, shard: 0 },
      entries,
      ...more,
    });
  };
  const check = (list: Buffer, how = "-crl_check") => {
    const file = write("list.der", list);
    judge("openssl", "crl", "-inform", "DER", "-in", file, "-out", `${file}.pem`); // verify of OpenSSL 1.1 reads PEM only
    return judge("openssl", "verify", "-x509_strict", how, "-CAfile", ca, "-CRLfile", `${file}.pem`, certificate);
  };
  const others = (count: number): RevokedEntry[] =>
    Array.from({ length: count }, () => ({ serial: makeSerial(), revokedAt: new Date() }));

  test("lets a certificate pass that is not in it, be it empty or long", async () => {
    for (const list of [await sign([]), await sign(others(3))]) assert.equal(check(list).status, 0);
  });

  test("stops the certificate that is in it", async () => {
    const { status, said } = check(await sign([...others(3), { serial: client.plan.serial, revokedAt: new Date() }]));
    assert.notEqual(status, 0);
    assert.match(said, /certificate revoked/);
  });

  test("of another shard, or out of date, is not taken for this certificate's", async () => {
    assert.match(
      check(await sign([], { address: { crlUrl, shard: 1 } })).said,
      /different CRL scope|unable to get certificate CRL/i,
    );
    const past = { thisUpdate: new Date(Date.now() - 2000_000), nextUpdate: new Date(Date.now() - 1000_000) };
    assert.match(check(await sign([], past)).said, /CRL has expired/);
  });

  test("of all shards serves who checks the whole chain, as PostgreSQL does; of one shard it does not", async () => {
    const whole = async (entries: RevokedEntry[]) => {
      const stamps = { thisUpdate: new Date(Date.now() - 60_000), nextUpdate: new Date(Date.now() + 86_400_000) };
      return check(await signRevocationList({ signer: openSigner(authority), number: 1n, ...stamps, entries }), "-crl_check_all");
    };
    assert.equal((await whole(others(3))).status, 0);
    assert.match((await whole([{ serial: client.plan.serial, revokedAt: new Date() }])).said, /certificate revoked/);
    assert.match(check(await sign([]), "-crl_check_all").said, /different CRL scope/);
  });

  test("says number, shard and reasons", async () => {
    const revokedAt = new Date("2051-01-02T03:04:05Z");
    const list = await sign([
      { serial: makeSerial(), revokedAt, reason: "keyCompromise" },
      { serial: makeSerial(), revokedAt, reason: "superseded" },
      { serial: makeSerial(), revokedAt, reason: "cessationOfOperation" },
      { serial: makeSerial(), revokedAt, reason: "affiliationChanged" },
      { serial: makeSerial(), revokedAt, reason: "privilegeWithdrawn" },
      { serial: makeSerial(), revokedAt, reason: "unspecified" },
    ]);
    const { said } = judge("openssl", "crl", "-inform", "DER", "-noout", "-text", "-CAfile", ca, "-in", write("list.der", list));
    assert.match(said, /verify OK/);
    assert.match(said, /Version 2/);
    assert.match(said, /CRL Number:\s+(300|0x012C)/);
    assert.match(said, /Issuing Distribution Point: critical\s+Full Name:\s+URI:http:\/\/localhost:8080\/crl\/0\.crl/);
    for (const reason of [
      "Key Compromise",
      "Superseded",
      "Cessation Of Operation",
      "Affiliation Changed",
      "Privilege Withdrawn",
    ]) {
      assert.ok(said.includes(reason), reason);
    }
    assert.equal(said.match(/CRL Reason Code/g)?.length, 5, "unspecified is left out");
    assert.equal(said.match(/Jan {2}2 03:04:05 2051 GMT/g)?.length, 6);
  });

  test("holds 100,000 entries", async () => {
    const list = await sign([...others(100_000), { serial: client.plan.serial, revokedAt: new Date(), reason: "keyCompromise" }]);
    assert.match(check(list).said, /certificate revoked/);
    const { said } = judge("certtool", "--crl-info", "--inder", "--infile", write("long.der", list));
    assert.match(said, /Revoked certificates \(100001\)/);
  });

  test("is refused when it never ends or names no serial", async () => {
    const now = new Date();
    await assert.rejects(sign([], { thisUpdate: now, nextUpdate: now }), /followed by a later one/);
    await assert.rejects(sign([{ serial: "1g", revokedAt: now }]), /not a serial number/);
  });
});
