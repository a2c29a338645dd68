import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TestPair {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly der: Buffer;
}

/** A CA, a server certificate and client certificates made by openssl in a folder that is removed at once. For tests. */
export function makeTestCertificates(): { authority: TestPair; server: TestPair; client: TestPair; other: TestPair } {
  const dir = mkdtempSync(path.join(tmpdir(), "edge-test-"));
  try {
    const authority = selfSigned(dir, "ca", "/CN=ca");
    writeFileSync(path.join(dir, "san"), "subjectAltName=DNS:localhost\n");
    return {
      authority,
      server: issued(dir, "server", "/CN=localhost", ["-extfile", path.join(dir, "san")]),
      client: issued(dir, "client", "/C=JP/O=u00000014/CN=client21"),
      other: selfSigned(dir, "other", "/O=elsewhere/CN=stranger"),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function selfSigned(dir: string, name: string, subject: string): TestPair {
  openssl(dir, ["req", "-x509", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", subject, "-days", "3"]);
  return pair(dir, name);
}

function issued(dir: string, name: string, subject: string, extra: string[] = []): TestPair {
  openssl(dir, ["req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject]);
  const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3"];
  openssl(dir, ["x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, ...by, ...extra]);
  return pair(dir, name);
}

function pair(dir: string, name: string): TestPair {
  const certificatePem = readFileSync(path.join(dir, `${name}.crt`), "utf8");
  const keyPem = readFileSync(path.join(dir, `${name}.key`), "utf8");
  return { certificatePem, keyPem, der: new X509Certificate(certificatePem).raw };
}

function openssl(cwd: string, args: string[]): void {
  execFileSync("openssl", args, { cwd, stdio: "pipe" });
}
