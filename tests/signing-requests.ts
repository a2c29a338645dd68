import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface MadeRequest {
  /** PKCS#10, DER. */
  readonly der: Buffer;
  readonly key: KeyObject;
  /** Of the key, PEM, as other tools of a terminal take it. */
  readonly keyPem: string;
}

/**
 * What a terminal makes for EST, by openssl as it would there.
 * @param subject `/C=JP/O=u00000014/CN=client21`
 * @param more further options of `openssl req`
 */
export function makeRequest(subject: string, { key = "rsa:2048", more = [] as readonly string[] } = {}): MadeRequest {
  return inDirectory((directory) => {
    const [keyFile, file] = [path.join(directory, "key.pem"), path.join(directory, "request.der")];
    const from = ["req", "-new", "-utf8", "-nodes", "-newkey", ...key.split(" "), "-keyout", keyFile];
    execFileSync("openssl", [...from, "-subj", subject, "-outform", "DER", "-out", file, ...more], { stdio: "pipe" });
    const keyPem = readFileSync(keyFile, "utf8");
    return { der: readFileSync(file), key: createPrivateKey(keyPem), keyPem };
  });
}

/** The same request with the public key of another: its signature proves nothing of that key. */
export function withKeyOf(request: MadeRequest, other: MadeRequest): Buffer {
  return swap(request.der, publicKey(request), publicKey(other));
}

/** Another request by the same key, later or with other attributes. */
export function requestAgain({ keyPem }: MadeRequest, subject: string, more: readonly string[] = []): Buffer {
  return inDirectory((directory) => {
    const keyFile = path.join(directory, "key.pem");
    writeFileSync(keyFile, keyPem);
    return execFileSync("openssl", ["req", "-new", "-key", keyFile, "-subj", subject, "-outform", "DER", ...more]);
  });
}

/** The certificates in a PKCS#7 answer as openssl reads them, PEM. @param der of the answer */
export function readCertsOnly(der: Buffer): string[] {
  const pem = execFileSync("openssl", ["pkcs7", "-inform", "DER", "-print_certs"], { input: der, encoding: "utf8" });
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? [];
}

function publicKey({ key }: MadeRequest): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" });
}

/** @throws Error when the first piece is not in it, or not as long as the second */
export function swap(whole: Buffer, piece: Buffer, other: Buffer): Buffer {
  const place = whole.indexOf(piece);
  if (place < 0 || piece.length !== other.length) throw new Error("There is nothing to swap.");
  return Buffer.concat([whole.subarray(0, place), other, whole.subarray(place + piece.length)]);
}

function inDirectory<T>(run: (directory: string) => T): T {
  const directory = mkdtempSync(path.join(tmpdir(), "request-"));
  try {
    return run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
