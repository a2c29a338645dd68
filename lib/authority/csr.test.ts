import assert from "node:assert/strict";
import { createPublicKey, X509Certificate } from "node:crypto";
import { before, describe, test } from "node:test";
import { makeRequest, requestAgain, swap, withKeyOf } from "#tests/signing-requests.ts";
import type { NewAuthority } from "./authority.ts";
import { hasKeyOf, hasSubjectOf, readSigningRequest } from "./csr.ts";
import { isSameName } from "./csr-name.ts";
import { encode, oid, printable, sequence, set, utf8 } from "./der.ts";
import { prepareCertificate } from "./prepare.ts";
import { clientPlan, issueClient, makeAuthority } from "./test-kit.ts";

const subject = "/C=JP/O=u00000014/CN=client21";
const own = makeRequest(subject);
const other = makeRequest(subject);
let authority: NewAuthority;
let planned: Buffer;

before(async () => {
  authority = await makeAuthority();
  planned = (await issueClient(authority)).planned;
});

function isCode(code: string) {
  return (error: unknown): boolean => error instanceof Error && "code" in error && error.code === code;
}

describe("a certification request", () => {
  test("gives its key, whatever it was signed with and asks for besides", () => {
    const expected = createPublicKey(own.key).export({ format: "der", type: "spki" });
    const variants = [
      own.der,
      requestAgain(own, subject, ["-sha384"]),
      requestAgain(own, subject, ["-sha512"]),
      requestAgain(own, subject, ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "subjectAltName=DNS:portal.test"]),
    ];
    for (const der of variants) assert.deepEqual(readSigningRequest(der).publicKey, expected);
  });

  test("names the subject of a certificate of ours, or another", () => {
    assert.ok(hasSubjectOf(readSigningRequest(own.der), planned));
    const others = ["/C=JP/O=u00000015/CN=client21", "/C=JP/O=u00000014/CN=client22", "/CN=client21/O=u00000014/C=JP"];
    for (const name of [...others, "/O=u00000014/CN=client21", `${subject}/OU=x`, "/C=JP/O=u00000014/CN=Client21", "/"]) {
      assert.equal(hasSubjectOf(readSigningRequest(requestAgain(own, name)), planned), false, name);
    }
  });

  test("has the key of a certificate of ours, or another", async () => {
    const request = readSigningRequest(own.der);
    assert.equal(hasKeyOf(request, planned), false);
    assert.equal(hasKeyOf(request, prepareCertificate(clientPlan(authority, request.publicKey))), true);
    const { certificate } = await issueClient(authority);
    assert.ok(new X509Certificate(certificate).subject.includes("CN=client21"), "what planned is the start of");
  });
});

describe("a name", () => {
  const type = oid("2.5.4.3");

  test("is the same in another string type", () => {
    const [one, another] = [printable("client21"), utf8("client21")].map((text) => encode(sequence(set(sequence(type, text)))));
    assert.ok(one && another && isSameName(one, another));
  });

  test("is no name of ours with two attributes in one set, and not even like itself", () => {
    const odd = encode(sequence(set(sequence(type, utf8("client21")), sequence(type, utf8("client22")))));
    assert.equal(isSameName(odd, odd), false);
  });
});

describe("a certification request is refused", () => {
  const cases: Record<string, { code: string; der: () => Buffer }> = {
    "when another key signed it": { code: "CSR_INVALID", der: () => withKeyOf(own, other) },
    "when a letter of it was changed afterwards": {
      code: "CSR_INVALID",
      der: () => swap(own.der, Buffer.from("client21"), Buffer.from("client22")),
    },
    "when it is cut short": { code: "CSR_INVALID", der: () => own.der.subarray(0, -1) },
    "when something follows it": { code: "CSR_INVALID", der: () => Buffer.concat([own.der, Buffer.from([5, 0])]) },
    "when it is empty": { code: "CSR_INVALID", der: () => Buffer.alloc(0) },
    "when it is text": { code: "CSR_INVALID", der: () => Buffer.from("-----BEGIN CERTIFICATE REQUEST-----") },
    "when it is a certificate": { code: "CSR_INVALID", der: () => authority.certificate },
    "when SHA-1 signed it": { code: "CSR_INVALID", der: () => requestAgain(own, subject, ["-sha1"]) },
    "with PSS": { code: "CSR_INVALID", der: () => requestAgain(own, subject, ["-sigopt", "rsa_padding_mode:pss"]) },
    "with a length of nowhere": { code: "CSR_INVALID", der: () => Buffer.from("3080020100", "hex") },
    "with a key of 1024 bits": { code: "CSR_KEY_NOT_ALLOWED", der: () => makeRequest(subject, { key: "rsa:1024" }).der },
    "with a key of 3072 bits": { code: "CSR_KEY_NOT_ALLOWED", der: () => makeRequest(subject, { key: "rsa:3072" }).der },
    "with an exponent of 3": {
      code: "CSR_KEY_NOT_ALLOWED",
      der: () => makeRequest(subject, { key: "rsa:2048 -pkeyopt rsa_keygen_pubexp:3" }).der,
    },
    "with an elliptic curve": {
      code: "CSR_KEY_NOT_ALLOWED",
      der: () => makeRequest(subject, { key: "ec -pkeyopt ec_paramgen_curve:P-256" }).der,
    },
    "with Ed25519": { code: "CSR_KEY_NOT_ALLOWED", der: () => makeRequest(subject, { key: "ed25519" }).der },
  };
  for (const [name, { code, der }] of Object.entries(cases)) {
    test(name, () => assert.throws(() => readSigningRequest(der()), isCode(code)));
  }

  test("and never read further than it is, whichever byte of it is another", () => {
    // Of a key in it every other byte may be another key: what counts is that nothing but a refusal is thrown.
    for (let place = 0; place < own.der.length; place++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(own.der);
        changed.writeUInt8(changed.readUInt8(place) ^ change, place);
        const expected = (error: unknown) => isCode("CSR_INVALID")(error) || isCode("CSR_KEY_NOT_ALLOWED")(error);
        assert.throws(() => readSigningRequest(changed), expected, `byte ${place}`);
      }
    }
  });
});
