import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { before, describe, test } from "node:test";
import type { NewAuthority } from "./authority.ts";
import { signCertificate } from "./issue.ts";
import { makeKeyPair, openServerKey } from "./key-pair.ts";
import { prepareCertificate } from "./prepare.ts";
import { validUntil } from "./profile.ts";
import { certificatePem, describeCertificate, verifyIssuedBy } from "./read-certificate.ts";
import { openSigner } from "./signer.ts";
import { clientPlan, issueClient, judge, makeAuthority, write } from "./test-kit.ts";

let authority: NewAuthority;
let client: Awaited<ReturnType<typeof issueClient>>;
let ca: string;

before(async () => {
  authority = await makeAuthority();
  client = await issueClient(authority);
  ca = write("ca.crt", certificatePem(authority.certificate));
});

describe("a client certificate", () => {
  test("is what the profile says, in the eyes of openssl", () => {
    const { said } = judge("openssl", "x509", "-noout", "-text", "-in", write("client.crt", certificatePem(client.certificate)));
    for (const line of [
      /Issuer: CN ?= ?ca\n/,
      /Subject: C ?= ?JP, O ?= ?u00000014, CN ?= ?client21\n/,
      /Signature Algorithm: sha256WithRSAEncryption/,
      /Public-Key: \(2048 bit\)/,
      /Basic Constraints: critical\s+CA:FALSE/,
      /Key Usage: critical\s+Digital Signature, Key Encipherment\n/,
      /Extended Key Usage:\s+TLS Web Client Authentication\n/,
      /Subject Key Identifier/,
      /Authority Key Identifier/,
      /URI:http:\/\/localhost:8080\/crl\/0\.crl/,
    ]) {
      assert.match(said, line);
    }
  });

  test("has its country printable and the rest UTF-8", () => {
    const { said } = judge("openssl", "asn1parse", "-inform", "DER", "-in", write("client.der", client.certificate));
    assert.match(said, /PRINTABLESTRING\s+:JP/);
    assert.match(said, /UTF8STRING\s+:client21/);
    assert.match(said, /UTCTIME/);
  });

  test("verifies strictly as a client, and not as a server", () => {
    const file = write("client.crt", certificatePem(client.certificate));
    assert.equal(judge("openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", ca, file).status, 0);
    assert.notEqual(judge("openssl", "verify", "-purpose", "sslserver", "-CAfile", ca, file).status, 0);
    assert.match(
      judge("certtool", "--verify", "--load-ca-certificate", ca, "--infile", file).said,
      /Verified\. The certificate is trusted/,
    );
  });

  test("comes out the same when an interrupted issue is finished", async () => {
    assert.deepEqual(await signCertificate(client.planned, openSigner(authority)), client.certificate);
  });

  test("is read back as it was planned", () => {
    const read = describeCertificate(client.certificate);
    assert.equal(read.subject, "CN=client21,O=u00000014,C=JP");
    assert.equal(read.commonName, client.plan.commonName);
    assert.equal(read.organization, client.plan.organization);
    assert.equal(read.serial, client.plan.serial);
    assert.deepEqual([read.notBefore, read.notAfter], [client.plan.notBefore, client.plan.notAfter]);
    assert.match(read.thumbprint, /^[A-Za-z0-9_-]{43}$/);
  });

  test("after 2049 has its dates in GeneralizedTime", async () => {
    const old = await import("./authority.ts").then((m) =>
      m.createAuthority({ id: "late", now: new Date("2047-01-01T00:00:00Z") }),
    );
    const notBefore = new Date("2049-06-01T00:00:00Z");
    const { publicKey } = client.plan;
    const plan = { ...clientPlan(old, publicKey), notBefore, notAfter: validUntil("client", notBefore) };
    const certificate = await signCertificate(prepareCertificate(plan), openSigner(old));
    const { said } = judge("openssl", "asn1parse", "-inform", "DER", "-in", write("late.der", certificate));
    assert.match(said, /UTCTIME\s+:490601000000Z/);
    assert.match(said, /GENERALIZEDTIME\s+:20520601000000Z/);
  });
});

describe("the authority", () => {
  test("is CN=ca, self-signed, RSA-3072, for leaves only", () => {
    const { said } = judge("openssl", "x509", "-noout", "-text", "-in", ca);
    assert.match(said, /Subject: CN ?= ?ca\n/);
    assert.match(said, /Public-Key: \(3072 bit\)/);
    assert.match(said, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    assert.match(said, /Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    assert.equal(judge("openssl", "verify", "-x509_strict", "-CAfile", ca, ca).status, 0);
    assert.deepEqual(new X509Certificate(authority.certificate).validToDate, authority.notAfter);
  });

  test("signs nothing that was planned for another one", async () => {
    const other = await makeAuthority("authority-2");
    await assert.rejects(signCertificate(client.planned, openSigner(other)), /does not verify/);
  });

  test("opens only with its own key and its own row", async () => {
    const other = await makeAuthority("authority-3");
    assert.throws(() => openSigner({ ...other, id: "authority-4" }), { name: "EnvelopeError" });
    assert.throws(() => openSigner({ ...other, certificate: authority.certificate }), /does not fit its certificate/);
  });
});

describe("verifyIssuedBy", () => {
  test("takes ours and nothing else", async () => {
    const stranger = await makeAuthority("stranger");
    const foreign = await issueClient(stranger);
    const broken = Buffer.from(client.certificate);
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    assert.equal(verifyIssuedBy(client.certificate, authority.certificate), true);
    assert.equal(verifyIssuedBy(foreign.certificate, authority.certificate), false, "same names, another key");
    assert.equal(verifyIssuedBy(broken, authority.certificate), false, "a changed signature");
    assert.equal(verifyIssuedBy(authority.certificate, authority.certificate), false, "the authority itself");
    assert.equal(verifyIssuedBy(await issueServer(), authority.certificate), false, "the portal's own");
    assert.equal(verifyIssuedBy(Buffer.from("certificate"), authority.certificate), false, "no certificate");
  });
});

describe("a server certificate", () => {
  test("names its hosts, of each sort", async () => {
    const file = write("server.crt", certificatePem(await issueServer()));
    const { said } = judge("openssl", "x509", "-noout", "-text", "-in", file);
    assert.match(said, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:A00:1\n/);
    assert.match(said, /Extended Key Usage:\s+TLS Web Server Authentication\n/);
    const purpose = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca];
    assert.equal(judge("openssl", ...purpose, "-verify_hostname", "localhost", file).status, 0);
    assert.notEqual(judge("openssl", ...purpose, "-verify_hostname", "example.jp", file).status, 0);
  });

  test("gives its key for TLS, and only for its own purpose", async () => {
    const binding = { tenant: "", row: "server-1", purpose: "server-key" } as const;
    const { publicKey, envelope } = await makeKeyPair(binding, "server");
    const certificate = await issueServer(publicKey);
    assert.ok(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(openServerKey(envelope, binding))));
    assert.throws(() => openServerKey(client.keyEnvelope, binding), { name: "EnvelopeError" });
  });
});

async function issueServer(publicKey: Uint8Array = client.plan.publicKey): Promise<Buffer> {
  const { notBefore } = client.plan;
  const hosts = ["localhost", "127.0.0.1", "::1", "2001:db8::10.0.0.1"];
  const plan = {
    ...clientPlan(authority, publicKey),
    profile: "server",
    hosts,
    notBefore,
    notAfter: validUntil("server", notBefore),
  } as const;
  return signCertificate(prepareCertificate(plan), openSigner(authority));
}
