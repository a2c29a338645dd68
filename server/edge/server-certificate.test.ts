import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import type { TlsKeys } from "./listen.ts";
import { keysFromFiles, watchKeys } from "./server-certificate.ts";
import { makeTestCertificates } from "./test-certificates.ts";

const { server, other } = makeTestCertificates();

describe("the server's own files", () => {
  test("are used anew when they change; a half-copied pair is not", async () => {
    await using dir = await folder();
    const [certificate, key] = [path.join(dir.path, "a.crt"), path.join(dir.path, "a.key")];
    await writeFile(certificate, server.certificatePem);
    await writeFile(key, server.keyPem);
    const source = keysFromFiles(certificate, key, async () => []);
    const used: TlsKeys[] = [];
    const watch = watchKeys(source, await source(), 3_600_000, (keys) => used.push(keys));
    await watch.check();
    assert.equal(used.length, 0);
    await writeFile(certificate, other.certificatePem);
    await watch.check();
    assert.equal(used.length, 0);
    await writeFile(key, other.keyPem);
    await watch.check();
    assert.equal(used[0]?.certificatePem, other.certificatePem);
    watch.stop();
  });

  test("that do not belong together, or are missing, are named", async () => {
    await using dir = await folder();
    const [certificate, key] = [path.join(dir.path, "a.crt"), path.join(dir.path, "a.key")];
    await writeFile(certificate, server.certificatePem);
    const source = keysFromFiles(certificate, key, async () => []);
    await assert.rejects(source(), /Setting PORTAL_TLS_KEY: cannot read/);
    await writeFile(key, other.keyPem);
    await assert.rejects(source(), /does not belong to the certificate/);
  });
});

async function folder() {
  const made = await mkdtemp(path.join(tmpdir(), "keys-test-"));
  return { path: made, [Symbol.asyncDispose]: () => rm(made, { recursive: true }) };
}
