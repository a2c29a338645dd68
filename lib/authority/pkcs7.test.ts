import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readCertsOnly } from "#tests/signing-requests.ts";
import type { NewAuthority } from "./authority.ts";
import { certsOnly } from "./pkcs7.ts";
import { certificatePem } from "./read-certificate.ts";
import { issueClient, judge, makeAuthority, write } from "./test-kit.ts";

describe("certificates in PKCS#7", () => {
  let authority: NewAuthority;
  let certificate: Buffer;
  before(async () => {
    authority = await makeAuthority();
    ({ certificate } = await issueClient(authority));
  });

  test("are read by openssl, byte for byte", () => {
    for (const given of [[authority.certificate], [certificate, authority.certificate]]) {
      assert.deepEqual(readCertsOnly(certsOnly(given)), given.map(certificatePem));
    }
  });

  test("are read by GnuTLS and Java", () => {
    const file = write("answer.p7", certsOnly([certificate]));
    const gnutls = judge("certtool", "--p7-info", "--inder", "--infile", file);
    assert.match(gnutls.said, /Number of certificates: 1/);
    const java = judge("keytool", "-printcert", "-file", file);
    assert.match(java.said, /CN=client21, O=u00000014, C=JP/);
  });

  test("are CMS too, signed by nobody", () => {
    const read = judge(
      "openssl",
      "cms",
      "-cmsout",
      "-print",
      "-inform",
      "DER",
      "-in",
      write("answer.cms", certsOnly([certificate])),
    );
    assert.equal(read.status, 0, read.said);
    assert.match(read.said, /signerInfos:\s+<EMPTY>/);
  });
});
