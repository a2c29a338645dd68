import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { addPooledKey } from "#lib/authority/key-pool.ts";
import { makePooledKey } from "#lib/authority/pooled-key.ts";
import { enterCertificate } from "#lib/certificates/enter.ts";
import type { CertificateKind } from "#lib/certificates/model.ts";
import { openCertificateFiles } from "#lib/certificates/open-pkcs12.ts";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { withClient } from "#server/postgres/connect.ts";
import { field, type RawAnswer, type RawOptions, RawTls, requireProper } from "#tests/raw-tls.ts";
import { daysLater } from "#tests/scopes.ts";
import { type FieldClient, monsiaj } from "./requests.ts";

/** A certificate with its key, as it lies on a terminal in the field. */
export interface Terminal {
  readonly number: number;
  readonly pfx: Buffer;
  readonly passphrase: string;
  readonly certificate: X509Certificate;
}

/** What a client reads out of the answer to its POST. */
export interface Renewal {
  readonly uri: string;
  readonly pass: string;
}

let numbers = 9000;

/** One that ends so many days from now; issued a thousand days before that, unless its age in days is said. */
export async function terminalOf(
  scope: Scope,
  { kind = "client", left = 30, age = 1000 - left }: { kind?: CertificateKind; left?: number; age?: number } = {},
): Promise<Terminal> {
  const number = ++numbers;
  const now = new Date();
  now.setMilliseconds(0);
  const then = { ...scope, clock: clockAt(daysLater(-age, now)) };
  await enterCertificate(then, { number, generation: 1, kind, note: "", notAfter: daysLater(left, now) });
  const { pkcs12, password } = await openCertificateFiles(scope, { number, encryption: "compatible" });
  return openTerminal(number, pkcs12.bytes, password);
}

/** The p12 as OpenSSL reads it, which is what glclient does. @throws AssertionError when its key is not that of its certificate */
export function openTerminal(number: number, pfx: Buffer, passphrase: string): Terminal {
  const args = ["pkcs12", "-nodes", "-passin", `pass:${passphrase}`];
  const pem = execFileSync("openssl", args, { input: pfx, stdio: ["pipe", "pipe", "pipe"] }).toString();
  const certificate = new X509Certificate(pem);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(pem)));
  return { number, pfx, passphrase, certificate };
}

/** On a connection of its own. */
export async function exchange(port: number, request: string, options: RawOptions): Promise<RawAnswer> {
  using connection = await RawTls.open(port, options);
  await connection.send(request);
  const answer = await connection.answer();
  requireProper(answer);
  return answer;
}

/** Renews as the client does, and opens the new file. @throws AssertionError when anything is not as PROTOCOLS.md §1 says */
export async function renew(
  at: { readonly port: number; readonly host: string },
  old: Terminal,
  client: FieldClient = monsiaj,
): Promise<{ renewal: Renewal; renewed: Terminal }> {
  const renewal = readRenewal(await exchange(at.port, client.post(at.host), { certificate: old }), at.host);
  const file = await exchange(at.port, client.get(renewal.uri), { certificate: old });
  return { renewal, renewed: requireFile(file, renewal, old) };
}

/** @throws AssertionError when it is not exactly what the clients read */
export function readRenewal(answer: RawAnswer, host: string): Renewal {
  assert.equal(answer.statusLine, "HTTP/1.1 200 OK", answer.body.toString());
  assert.equal(field(answer, "Content-Type"), "application/json");
  const read: Renewal & object = JSON.parse(answer.body.toString("utf8"));
  assert.deepEqual(Object.keys(read), ["uri", "pass"]);
  assert.ok(read.uri.startsWith(`https://${host}/api/cert/`), read.uri);
  assert.match(read.uri, /\/[A-Za-z0-9_-]{43}$/);
  assert.ok(read.uri.length <= 200);
  assert.match(read.pass, /^[!-~]{22,}$/);
  return read;
}

/** The new file opens with the password, and holds a younger certificate of the same subject with another key. */
export function requireFile(answer: RawAnswer, { pass }: Renewal, old: Terminal): Terminal {
  assert.equal(answer.statusLine, "HTTP/1.1 200 OK", answer.body.toString());
  assert.equal(field(answer, "Content-Type"), "application/x-pkcs12");
  assert.match(field(answer, "Content-Disposition") ?? "", /^attachment; filename="[\w.-]+\.p12"/);
  const renewed = openTerminal(old.number, answer.body, pass);
  const [before, after] = [old.certificate, renewed.certificate];
  assert.equal(after.subject, before.subject);
  assert.notEqual(after.serialNumber, before.serialNumber);
  assert.ok(after.validToDate > before.validToDate);
  assert.ok(!after.publicKey.equals(before.publicKey));
  return renewed;
}

/** A refusal as programs get it: a bare 403 (or other status) whose body tells people why. */
export function requireRefused(answer: RawAnswer, code: string, status = 403): void {
  requireProper(answer);
  assert.equal(answer.status, status, answer.body.toString());
  assert.equal(field(answer, "Content-Type"), "application/problem+json");
  const problem: { code: string; detail: string } = JSON.parse(answer.body.toString("utf8"));
  assert.equal(problem.code, code);
  assert.match(problem.detail, /[ぁ-ん].*。/);
}

/** Lets the next certificate have a key that was made ahead, with what its file needs derived. */
export async function makeKeyAhead({ system }: { readonly system: string }): Promise<void> {
  await withClient(system, (client) => addPooledKey(client, makePooledKey(), new Date()));
}

/** Every generation of its line that there is. */
export function generationsOf({ number }: Terminal) {
  return systemDb().certificate.findMany({ where: { number }, orderBy: { generation: "asc" } });
}

/** What the renewals of its line say of themselves, oldest first. */
export function attemptsOf({ number }: Terminal) {
  return systemDb().renewalAttempt.findMany({ where: { number }, orderBy: { firstAt: "asc" } });
}
