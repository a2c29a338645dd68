import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createSecureContext } from "node:tls";
import { once } from "#lib/platform/once.ts";
import type { NewAuthority } from "./authority.ts";
import { openPassword } from "./password.ts";
import { makePkcs12, type Pkcs12Plan } from "./pkcs12.ts";
import { deriveAhead } from "./pkcs12-compatible.ts";
import type { Pkcs12Encryption } from "./pkcs12-encryption.ts";
import { describeCertificate } from "./read-certificate.ts";
import { issueClient, judge, keyBinding, makeAuthority, passwordBinding, write } from "./test-kit.ts";

let authority: NewAuthority;
let client: Awaited<ReturnType<typeof issueClient>>;
let password: string;
let derivedAhead: { readonly envelope: Uint8Array; readonly binding: typeof derivationBinding };

before(async () => {
  authority = await makeAuthority();
  client = await issueClient(authority);
  password = openPassword(client.passwordEnvelope, passwordBinding);
  derivedAhead = { envelope: deriveAhead(password, derivationBinding), binding: derivationBinding };
});

const derivationBinding = { tenant: "clinic", row: "certificate-1", purpose: "pkcs12-derivation" } as const;

const expected: Record<Pkcs12Encryption, RegExp[]> = {
  compatible: [
    /MAC: sha1, Iteration 2048/,
    /MAC length: 20, salt length: 8/,
    /Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048/,
    /Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048/,
  ],
  modern: [
    /MAC: sha256, Iteration 2048/,
    /MAC length: 32, salt length: 8/,
    /Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256/,
    /Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256/,
  ],
};

for (const [how, encryption, ahead] of [
  ["compatible", "compatible", false],
  ["compatible, derived ahead", "compatible", true],
  ["modern", "modern", false],
] as const) {
  const planned = () => (ahead ? { ...plan(encryption), derivation: derivedAhead } : plan(encryption));

  describe(`a p12 that is ${how}`, () => {
    let file: string;
    before(async () => {
      file = write(`${how}.p12`, await makePkcs12(planned()));
    });

    test("is encrypted as promised, and openssl opens it", () => {
      const { status, said } = judge("openssl", "pkcs12", "-info", "-noout", "-in", file, "-passin", `pass:${password}`);
      assert.equal(status, 0, said);
      for (const line of expected[encryption]) assert.match(said, line);
      const pem = judge("openssl", "pkcs12", "-nodes", "-in", file, "-passin", `pass:${password}`).said;
      assert.equal(pem.match(/friendlyName: client21/g)?.length, 2, "certificate and key, not the authority");
      assert.equal(pem.match(/BEGIN CERTIFICATE/g)?.length, 2);
      assert.ok(pem.indexOf("CN = client21") < pem.lastIndexOf("subject="), "the leaf comes first");
    });

    test("is closed to any other password", () => {
      for (const wrong of ["", `${password} `, password.toLowerCase()]) {
        assert.notEqual(judge("openssl", "pkcs12", "-noout", "-in", file, "-passin", `pass:${wrong}`).status, 0);
        assert.notEqual(judge("certtool", "--p12-info", "--inder", "--infile", file, "--password", wrong).status, 0);
      }
    });

    test("is read by GnuTLS, key and all", () => {
      const { status, said } = judge("certtool", "--p12-info", "--inder", "--infile", file, "--password", password);
      assert.equal(status, 0, said);
      assert.equal(said.match(/Friendly name: client21/g)?.length, 2);
      const opened = judge("certtool", "--to-rsa", "--p12-info", "--inder", "--infile", file, "--password", password);
      assert.match(opened.said, /BEGIN/);
    });

    test("is read by NSS, the store of Chromium on Linux and of Firefox", () => {
      const { status, said } = judge("pk12util", "-l", file, "-W", password);
      assert.equal(status, 0, said);
      assert.match(said, /Certificate\(has private key\)/);
      assert.match(said, /Friendly Name: client21/);
    });

    test("has one alias in Java, the client's own (monsiaj reads its notAfter)", () => {
      const { status, said } = judge(
        "keytool",
        "-J-Duser.language=en",
        "-list",
        "-v",
        "-keystore",
        file,
        "-storetype",
        "PKCS12",
        "-storepass",
        password,
      );
      assert.equal(status, 0, said);
      assert.match(said, /contains 1 entry/);
      assert.match(said, /Alias name: client21\n/);
      assert.match(
        said,
        /Entry type: PrivateKeyEntry\nCertificate chain length: 2\nCertificate\[1\]:\nOwner: CN=client21, O=u00000014, C=JP/,
      );
      assert.ok(said.includes(`Serial number: ${describeCertificate(client.certificate).serial.replace(/^0/, "")}`));
    });

    test("opens in Node, key and certificate being a pair", async () => {
      assert.ok(createSecureContext({ pfx: await makePkcs12(planned()), passphrase: password }));
    });
  });
}

test("two files of one certificate share neither salt nor bytes", async () => {
  const [one, two] = await Promise.all([makePkcs12(plan("compatible")), makePkcs12(plan("compatible"))]);
  assert.notDeepEqual(one, two);
});

test("what was derived ahead gives the same file each time, and no thread is asked", async () => {
  const asked = () =>
    once("pkcs12-threads", (): { threads: { asked: number }[] } => assert.fail()).threads.map(({ asked }) => asked);
  const before = asked();
  const compatible = { ...plan("compatible"), derivation: derivedAhead };
  assert.deepEqual(await makePkcs12(compatible), await makePkcs12(compatible));
  assert.deepEqual(asked(), before);
});

test("an envelope of another row is not opened", async () => {
  const other = { ...plan("modern"), keyBinding: { ...keyBinding, row: "certificate-2" } };
  await assert.rejects(makePkcs12(other), { name: "EnvelopeError" });
  const foreign = { ...plan("modern"), passwordBinding: { ...passwordBinding, tenant: "another" } };
  await assert.rejects(makePkcs12(foreign), { name: "EnvelopeError" });
  const derivation = { ...derivedAhead, binding: { ...derivationBinding, row: "certificate-2" } };
  await assert.rejects(makePkcs12({ ...plan("compatible"), derivation }), { name: "EnvelopeError" });
});

function plan(encryption: Pkcs12Encryption): Pkcs12Plan {
  const { certificate, keyEnvelope, passwordEnvelope } = client;
  const bindings = { keyBinding, passwordBinding };
  return {
    ...bindings,
    certificate,
    keyEnvelope,
    passwordEnvelope,
    authorityCertificate: authority.certificate,
    friendlyName: "client21",
    encryption,
  };
}
