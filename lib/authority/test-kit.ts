import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readEnv } from "#lib/platform/env.ts";
import { once } from "#lib/platform/once.ts";
import { ensureKeyEncryptionKey } from "#lib/platform/secrets.ts";
import { createAuthority, type NewAuthority } from "./authority.ts";
import { signCertificate } from "./issue.ts";
import { makeKeyPair } from "./key-pair.ts";
import { makePassword } from "./password.ts";
import { type ClientPlan, prepareCertificate } from "./prepare.ts";
import { validUntil, wholeSeconds } from "./profile.ts";
import { makeSerial } from "./serial.ts";
import { openSigner } from "./signer.ts";

/** A directory of this test run, with a key-encryption key of its own; gone when the process ends. */
const directory = mkdtempSync(path.join(tmpdir(), "authority-test-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
once("env", () => readEnv({ PORTAL_DATA_DIR: directory }));
ensureKeyEncryptionKey();

export const crlUrl = "http://localhost:8080/crl";
export const keyBinding = { tenant: "clinic", row: "certificate-1", purpose: "certificate-key" } as const;
export const passwordBinding = { tenant: "clinic", row: "certificate-1", purpose: "certificate-password" } as const;

export function makeAuthority(id = "authority-1"): Promise<NewAuthority> {
  return createAuthority({ id, now: new Date() });
}

/** A certificate of this moment, with all that was needed to make it. */
export async function issueClient(authority: NewAuthority) {
  const key = await makeKeyPair(keyBinding);
  const plan = clientPlan(authority, key.publicKey);
  const planned = prepareCertificate(plan);
  const certificate = await signCertificate(planned, openSigner(authority));
  return { plan, planned, certificate, keyEnvelope: key.envelope, passwordEnvelope: makePassword(passwordBinding) };
}

export function clientPlan(authority: NewAuthority, publicKey: Uint8Array): ClientPlan {
  const notBefore = wholeSeconds(new Date());
  return {
    profile: "client",
    organization: "u00000014",
    commonName: "client21",
    serial: makeSerial(),
    notBefore,
    notAfter: validUntil("client", notBefore),
    publicKey,
    authorityCertificate: authority.certificate,
    crlUrl,
    shard: 0,
  };
}

export function write(name: string, content: string | Uint8Array): string {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
}

const packages = { openssl: "openssl", certtool: "gnutls-bin", pk12util: "libnss3-tools", keytool: "default-jre-headless" };

/** Lets another engine judge what we made. A judge that is missing fails the test: nothing here goes unread. */
export function judge(tool: keyof typeof packages, ...args: string[]): { status: number | null; said: string } {
  const run = spawnSync(tool, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (run.error) throw new Error(`This test needs ${tool}. On Debian: apt-get install ${packages[tool]}`, { cause: run.error });
  return { status: run.status, said: `${run.stdout}\n${run.stderr}` };
}
