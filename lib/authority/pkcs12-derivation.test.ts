import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { once } from "#lib/platform/once.ts";
import { type Derivation, derive } from "./pkcs12-derivation.ts";
import { deriveAside } from "./pkcs12-threads.ts";
import { judge } from "./test-kit.ts";

const ids = { key: 1, iv: 2, mac: 3 };
const base = {
  algorithm: "sha1",
  password: "Mb8tY4kQw2",
  salt: Buffer.alloc(8, 7),
  iterations: 3,
  purpose: "key",
  length: 24,
} as const;

for (const algorithm of ["sha1", "sha256"] as const) {
  for (const [purpose, length] of [
    ["key", 24],
    ["key", 100],
    ["iv", 8],
    ["mac", 32],
  ] as const) {
    test(`${length} bytes of ${purpose} by ${algorithm} are what openssl derives`, () => {
      for (const [saltLength, password] of [
        [8, "Mb8tY4kQw2"],
        [64, ""],
        [70, "x".repeat(40)],
      ] as const) {
        const derivation: Derivation = { ...base, algorithm, purpose, length, password, salt: randomBytes(saltLength) };
        assert.equal(derive(derivation).toString("hex"), byOpenssl(derivation));
      }
    });
  }
}

test("threads derive the same, many at once, each answer to its own question", async () => {
  const asked: Derivation[] = Array.from({ length: 20 }, (_, i) => ({ ...base, salt: Buffer.alloc(8, i) }));
  const answers = await Promise.all(asked.map((derivation) => deriveAside([derivation])));
  assert.deepEqual(answers.flat(), asked.map(derive));
});

test("a thread that dies fails what was asked of it, and the next question starts another", async () => {
  await deriveAside([base]);
  const { threads } = once("pkcs12-threads", (): { threads: { worker: { terminate(): Promise<number> } }[] } => assert.fail());
  const lost = assert.rejects(Promise.all(threads.map(() => deriveAside([{ ...base, iterations: 1e9 }]))), /thread ended/);
  await Promise.all(threads.map(({ worker }) => worker.terminate()));
  await lost;
  assert.deepEqual(await deriveAside([base]), [derive(base)]);
});

function byOpenssl({ algorithm, password, salt, iterations, purpose, length }: Derivation): string {
  const bmp = Buffer.from(`${password}\0`, "utf16le").swap16().toString("hex");
  const options = [
    `digest:${algorithm}`,
    `hexpass:${bmp}`,
    `hexsalt:${Buffer.from(salt).toString("hex")}`,
    `iter:${iterations}`,
    `id:${ids[purpose]}`,
  ];
  const { said } = judge(
    "openssl",
    "kdf",
    "-keylen",
    String(length),
    ...options.flatMap((option) => ["-kdfopt", option]),
    "PKCS12KDF",
  );
  return said.replace(/[^0-9A-F]/g, "").toLowerCase();
}
