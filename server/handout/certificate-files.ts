import { mkdirSync } from "node:fs";
import path from "node:path";
import { openCertificateFiles } from "#lib/certificates/open-pkcs12.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { writePrivate } from "#server/start/write-private.ts";

/**
 * The files that a person takes to a terminal (PRODUCT.md §3), mode 0600; recorded in the tenant log like a download.
 * @returns their paths
 * @throws Refusal NOT_FOUND, CERTIFICATE_NOT_ACTIVE
 */
export async function writeCertificateFiles(scope: Scope, number: number, directory: string): Promise<string[]> {
  const files = await openCertificateFiles(scope, { number, encryption: "compatible" });
  const contents = {
    "ca.crt": files.authorityPem,
    [`${files.commonName}.crt`]: files.certificatePem,
    [`${files.commonName}.pass`]: files.password,
    [files.pkcs12.name]: files.pkcs12.bytes,
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return Object.entries(contents).map(([name, content]) => {
    const file = path.join(directory, name);
    writePrivate(file, content);
    return file;
  });
}
