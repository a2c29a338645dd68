import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { currentAuthority } from "#lib/authority/current.ts";
import { certificatePem } from "#lib/authority/read-certificate.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { attemptsOf, exchange, generationsOf, requireRefused, type Terminal, terminalOf } from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { layOut, requireDone, runClient } from "#tests/clients/run-client.ts";
import { field, type RawAnswer, type RawOptions, RawTls } from "#tests/raw-tls.ts";
import { makeRequest, readCertsOnly, requestAgain, withKeyOf } from "#tests/signing-requests.ts";
import { makeTestCertificates } from "../edge/test-certificates.ts";

let house: FieldHouse;
let edge: FieldEdge;

before(async () => {
  house = await openFieldHouse();
  edge = await openFieldEdge();
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

const subjectOf = ({ number }: Terminal) => `/C=JP/O=u00000014/CN=client${number}`;

/** The bytes of a simplereenroll; what `headers` names is sent in place of the usual. */
function reenroll(body: string | Buffer, headers: Readonly<Record<string, string>> = {}, host = edge.host): string {
  const text = Buffer.isBuffer(body) ? body.toString("base64") : body;
  const all = { Host: host, "Content-Type": "application/pkcs10", "Content-Length": String(text.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /.well-known/est/simplereenroll HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
}

const sent = (request: string, certificate?: RawOptions["certificate"]) => exchange(edge.port, request, { certificate });

/** The one certificate in the answer, as openssl reads it. */
function certificateIn(answer: RawAnswer): string {
  assert.equal(answer.statusLine, "HTTP/1.1 200 OK", answer.body.toString());
  assert.equal(field(answer, "Content-Type"), "application/pkcs7-mime; smime-type=certs-only");
  assert.equal(field(answer, "Content-Transfer-Encoding"), "base64");
  const [certificate = "", ...more] = readCertsOnly(Buffer.from(answer.body.toString(), "base64"));
  assert.equal(more.length, 0);
  return certificate;
}

describe("simplereenroll", () => {
  test("gives a certificate for the terminal's own key, which works, and so does the old one", async () => {
    const old = await terminalOf(house.clinic);
    const request = makeRequest(subjectOf(old));
    const cert = certificateIn(await sent(reenroll(request.der), old));
    const status = `GET /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n`;
    for (const certificate of [{ cert, key: request.keyPem }, old]) assert.equal((await sent(status, certificate)).status, 200);
    const [, row] = await generationsOf(old);
    assert.ok(row?.firstUsedAt, "seen with the new one");
    const [attempt] = await attemptsOf(old);
    assert.deepEqual([attempt?.door, attempt?.result, attempt?.tlsVersion], ["est", "renewed", "TLSv1.3"]);
    const log = await house.clinic.db.auditEntry.findFirst({
      where: { action: "certificates:renew" },
      orderBy: { sequence: "desc" },
    });
    assert.match(JSON.stringify(log?.facts), /"door":"est"/);
  });

  test("reads the request however it is wrapped, and whatever charset its type names", async () => {
    const old = await terminalOf(house.clinic);
    const { der } = makeRequest(subjectOf(old));
    const base64 = der.toString("base64");
    const lines = base64.replace(/.{64}/g, "$&\r\n");
    const armoured = `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
    const bodies = [base64, lines, armoured, `\n${lines.replaceAll("\r\n", "\t ")}\n`];
    const typed = reenroll(base64, {
      "Content-Type": "Application/PKCS10; charset=utf-8",
      "Content-Transfer-Encoding": "base64",
    });
    const answers = [...bodies.map((body) => reenroll(body)), typed].map((request) => sent(request, old));
    assert.equal(new Set((await Promise.all(answers)).map(certificateIn)).size, 1);
    assert.equal((await generationsOf(old)).length, 2);
  });

  test("answers on the host for programs too", async () => {
    const old = await terminalOf(house.clinic);
    certificateIn(await sent(reenroll(makeRequest(subjectOf(old)).der, {}, edge.authHost), old));
  });

  test("takes curl and openssl on the terminal, and nothing of ours", async () => {
    const old = await terminalOf(house.clinic);
    using files = await layOut(edge, old);
    const at = (name: string) => path.join(files.directory, name);
    const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe", encoding: "utf8" });
    openssl("req", "-new", "-nodes", "-newkey", "rsa:2048", "-keyout", at("key"), "-subj", subjectOf(old), "-out", at("csr"));
    const to = ["--resolve", `localhost:${edge.port}:127.0.0.1`, "-sS", "--fail", "--cacert", files.authority];
    const address = `https://${edge.host}/.well-known/est`;
    const post = ["--cert-type", "P12", "--cert", `${files.p12}:${old.passphrase}`, "--data-binary", `@${at("csr")}`];
    const type = ["-H", "Content-Type: application/pkcs10"];
    requireDone(await runClient("curl", [...to, ...post, ...type, "-o", at("p7.b64"), `${address}/simplereenroll`]));
    openssl("base64", "-d", "-in", at("p7.b64"), "-out", at("p7"));
    writeFileSync(at("new.pem"), openssl("pkcs7", "-inform", "DER", "-in", at("p7"), "-print_certs"));
    assert.match(openssl("verify", "-CAfile", files.authority, at("new.pem")), /: OK/);
    const publicKeys = [openssl("x509", "-in", at("new.pem"), "-noout", "-pubkey"), openssl("pkey", "-in", at("key"), "-pubout")];
    assert.equal(publicKeys[0], publicKeys[1]);
    const own = ["--cert", at("new.pem"), "--key", at("key"), "-o", at("status"), `https://${edge.host}/api/cert`];
    requireDone(await runClient("curl", [...to, ...own]));
    assert.match(readFileSync(at("status"), "utf8"), new RegExp(`client${old.number}`));
  });
});

describe("simplereenroll refuses", () => {
  const foreign = makeTestCertificates();
  const anyone = makeRequest("/C=JP/O=u00000014/CN=client1");

  test("who has no certificate of ours", async () => {
    const before = await systemDb().renewalAttempt.count();
    const { certificatePem: cert, keyPem: key } = foreign.client;
    requireRefused(await sent(reenroll(anyone.der)), "CERTIFICATE_REQUIRED");
    requireRefused(await sent(reenroll(anyone.der), { cert, key }), "CERTIFICATE_FOREIGN");
    assert.equal(await systemDb().renewalAttempt.count(), before);
  });

  test("what expired or was revoked, and its tenant sees it", async () => {
    const expired = await terminalOf(house.clinic, { left: -1 });
    requireRefused(await sent(reenroll(anyone.der), expired), "CERTIFICATE_EXPIRED");
    const revoked = await terminalOf(house.clinic);
    await revokeCertificate(house.clinic, { number: revoked.number, reason: "superseded" });
    requireRefused(await sent(reenroll(anyone.der), revoked), "CERTIFICATE_REVOKED");
    for (const [terminal, reason] of [
      [expired, "CERTIFICATE_EXPIRED"],
      [revoked, "CERTIFICATE_REVOKED"],
    ] as const) {
      assert.deepEqual(
        (await attemptsOf(terminal)).map((row) => [row.door, row.reason]),
        [["est", reason]],
      );
    }
  });

  const own = (terminal: Terminal) => requestAgain(anyone, subjectOf(terminal));
  const cases: Record<string, { code: string; status?: number; left?: number; body: (terminal: Terminal) => string | Buffer }> = {
    "before the window": { code: "RENEWAL_TOO_EARLY", left: 300, body: own },
    "text that is no base64": { code: "CSR_INVALID", status: 400, body: () => "これは違います*" },
    "bytes of no request": { code: "CSR_INVALID", status: 400, body: () => Buffer.from("garbage") },
    "nothing at all": { code: "CSR_INVALID", status: 400, body: () => "" },
    "a request of another key's signature": {
      code: "CSR_INVALID",
      status: 400,
      body: (terminal) => withKeyOf(makeRequest(subjectOf(terminal)), anyone),
    },
    "another tenant's subject": {
      code: "CSR_SUBJECT_DIFFERS",
      status: 400,
      body: ({ number }) => requestAgain(anyone, `/C=JP/O=u00000015/CN=client${number}`),
    },
    "an elliptic curve": {
      code: "CSR_KEY_NOT_ALLOWED",
      status: 400,
      body: (terminal) => makeRequest(subjectOf(terminal), { key: "ec -pkeyopt ec_paramgen_curve:P-256" }).der,
    },
  };
  for (const [name, { code, status = 403, left = 30, body }] of Object.entries(cases)) {
    test(name, async () => {
      const terminal = await terminalOf(house.clinic, { left });
      requireRefused(await sent(reenroll(body(terminal)), terminal), code, status);
      assert.deepEqual(
        (await attemptsOf(terminal)).map(({ door, result, reason, count }) => [door, result, reason, count]),
        [["est", "refused", code, 1]],
      );
      assert.equal((await generationsOf(terminal)).length, 1);
    });
  }

  test("the same names the other way round: the answer says them as openssl takes them", async () => {
    const terminal = await terminalOf(house.clinic);
    const body = requestAgain(anyone, `/CN=client${terminal.number}/O=u00000014/C=JP`);
    const answer = await sent(reenroll(body), terminal);
    requireRefused(answer, "CSR_SUBJECT_DIFFERS", 400);
    assert.ok(answer.body.toString().includes(`主体者を${subjectOf(terminal)}とし、同じ順で`), answer.body.toString());
  });

  test("another type of body, and a body of a megabyte", async () => {
    const terminal = await terminalOf(house.clinic);
    const types = ["application/x-www-form-urlencoded", "application/pkcs7-mime", "text/plain; application/pkcs10"];
    for (const type of types) {
      requireRefused(await sent(reenroll(own(terminal), { "Content-Type": type }), terminal), "CSR_TYPE_WRONG", 415);
    }
    requireRefused(await sent(reenroll("A".repeat(1024 * 1024)), terminal), "BODY_TOO_LARGE", 413);
    requireRefused(await sent(reenroll(`${"A".repeat(16 * 1024)}A`), terminal), "BODY_TOO_LARGE", 413);
    const unannounced = `${"4000\r\n".concat("A".repeat(0x4000), "\r\n").repeat(3)}0\r\n\r\n`;
    const chunked = reenroll(unannounced, { "Transfer-Encoding": "chunked" }).replace(/Content-Length: \d+\r\n/, "");
    requireRefused(await sent(chunked, terminal), "BODY_TOO_LARGE", 413);
    assert.deepEqual(
      (await attemptsOf(terminal)).map(({ door, result, reason, count }) => [door, result, reason, count]),
      [
        ["est", "refused", "CSR_TYPE_WRONG", 3],
        ["est", "refused", "BODY_TOO_LARGE", 3],
      ],
    );
    assert.equal((await generationsOf(terminal)).length, 1);
  });

  test("other methods, and other operations, to anyone", async () => {
    const terminal = await terminalOf(house.clinic);
    const get = (operation: string) => `GET /.well-known/est/${operation} HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n`;
    assert.equal((await sent(get("simplereenroll"), terminal)).status, 405);
    for (const operation of ["simpleenroll", "serverkeygen", "fullcmc", "label/simplereenroll", "cacerts/", ""]) {
      const post = reenroll(own(terminal)).replace("/simplereenroll ", `/${operation} `);
      requireRefused(await sent(post, terminal), "NOT_FOUND", 404);
      requireRefused(await sent(get(operation)), "NOT_FOUND", 404);
    }
    assert.equal((await generationsOf(terminal)).length, 1);
  });
});

describe("to anyone", () => {
  const get = (operation: string, host = edge.host) => `GET /.well-known/est/${operation} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

  test("cacerts gives the authority's certificate", async () => {
    const expected = certificatePem((await currentAuthority()).certificate);
    for (const host of [edge.host, edge.authHost]) {
      using connection = await RawTls.open(edge.port);
      await connection.send(get("cacerts", host));
      assert.equal(certificateIn(await connection.answer()), expected);
    }
  });

  test("csrattrs asks for nothing", async () => {
    using connection = await RawTls.open(edge.port);
    await connection.send(get("csrattrs").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    const said = await connection.end();
    assert.match(said, /^HTTP\/1\.1 204 No Content\r\n/);
    assert.match(said, /^Cache-Control: no-cache\r$/m);
    assert.doesNotMatch(said, /^Content-(?:Length|Type):/im, "of a body that there is not (RFC 9110 §8.6)");
  });
});
