import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { rootCertificates } from "node:tls";
import { pathToFileURL } from "node:url";

test("reading a certificate first does not cost a process its TLS", () => {
  const program = `
    import { X509Certificate } from "node:crypto";
    const { describeCertificate } = await import(${JSON.stringify(pathToFileURL(`${import.meta.dirname}/read-certificate.ts`).href)});
    describeCertificate(new X509Certificate(${JSON.stringify(rootCertificates[0])}).raw);
    console.log(typeof (await import("node:tls")).createSecureContext);`;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }), "function\n");
});
