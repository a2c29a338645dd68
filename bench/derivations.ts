import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { hash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deriveCompatible } from "#lib/authority/pkcs12-compatible.ts";
import { derive } from "#lib/authority/pkcs12-derivation.ts";
import { iterations } from "#lib/authority/pkcs12-encryption.ts";
import { repeatSha1 } from "#lib/authority/sha1-rounds.ts";
import { median, type Section } from "./figures.ts";
import { quick } from "./settings.ts";

const turns = quick ? 20 : 200;
const password = "bench-password-of-the-file";

/** What a "compatible" p12 costs when nothing was derived ahead, in turns: JavaScript on a worker thread, and native code. */
export async function measureDerivations(): Promise<Section[]> {
  const start = randomBytes(20);
  const salt = randomBytes(8);
  assert.deepEqual(opensslKdf(salt), derive({ ...one(salt), length: 20 }), "openssl derives the same");
  const dir = mkdtempSync(path.join(tmpdir(), "bench-derivations-"));
  try {
    openssl(dir, ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=client1"]);
    const ways: Readonly<Record<string, () => unknown>> = {
      "2,048 rounds: a call of node:crypto each (native SHA-1)": () => repeatNative(start),
      "2,048 rounds: sha1-rounds.ts, as it stands": () => repeatSha1(start, iterations - 1),
      "one derivation: openssl kdf, a process (native code)": () => opensslKdf(salt),
      "all of a file: a worker thread, as it stands": () => deriveCompatible(password),
      "a whole file: openssl pkcs12 -export, a process (native code)": () => openssl(dir, exportFile),
    };
    const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
    for (let turn = 0; turn < turns; turn++) {
      for (const [name, run] of Object.entries(ways)) {
        const began = performance.now();
        await run();
        times.get(name)?.push(performance.now() - began);
      }
    }
    const figures = [...times].map(([name, taken]) => ({ name, value: median(taken), unit: "ms" }));
    return [{ title: `PKCS#12 without values derived ahead, medians of ${turns} in turns`, figures }];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const exportFile = [
  ...["pkcs12", "-export", "-in", "c", "-inkey", "k", "-out", "p", "-passout", `pass:${password}`, "-macalg", "sha1"],
  ...["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-iter", String(iterations)],
];

function repeatNative(start: Buffer): Buffer {
  let last = start;
  for (let round = 1; round < iterations; round++) last = hash("sha1", last, "buffer");
  return last;
}

function one(salt: Uint8Array) {
  return { algorithm: "sha1", password, salt, iterations, purpose: "mac" } as const;
}

/** PKCS12KDF takes the password as a BMPString (RFC 7292 appendix B.1); 3 is the ID of a MAC key. */
function opensslKdf(salt: Buffer): Buffer {
  const bmp = Buffer.from(`${password}\0`, "utf16le").swap16().toString("hex");
  const options = ["digest:SHA1", `hexpass:${bmp}`, `hexsalt:${salt.toString("hex")}`, `iter:${iterations}`, "id:3"];
  const said = openssl(".", ["kdf", "-keylen", "20", ...options.flatMap((option) => ["-kdfopt", option]), "PKCS12KDF"]);
  return Buffer.from(said.toString().replaceAll(/[^0-9A-F]/gi, ""), "hex");
}

function openssl(cwd: string, args: readonly string[]): Buffer {
  return execFileSync("openssl", args, { cwd, stdio: ["ignore", "pipe", "ignore"] });
}
