import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { execute, type Outcome } from "#lib/platform/execute.ts";
import { packageRoot } from "./package-root.ts";
import { takeLock } from "./process-lock.ts";

const directory = mkdtempSync(path.join(tmpdir(), "portal-refuse-"));
after(() => rmSync(directory, { recursive: true }));

describe("npm start ends with one sentence and exit code 1", () => {
  test("for a setting that is no port", async () => {
    refused(await start({ PORTAL_PORT: "https" }), /^Setting PORTAL_PORT: a port number, 1 to 65535$/);
  });

  test("for a name for programs that is the portal's own", async () => {
    refused(
      await start({ AUTH_HOSTS: "localhost:39443" }),
      /^Setting AUTH_HOSTS: a name that is not the portal's own, as localhost/,
    );
  });

  test("for a data directory that cannot be written", async () => {
    const file = path.join(directory, "file");
    writeFileSync(file, "");
    refused(await start({ PORTAL_DATA_DIR: path.join(file, "data") }), /data is not writable \(ENOTDIR\): give it to this user/);
  });

  test("for a data directory that another portal has", async () => {
    const release = takeLock(path.join(directory, "portal.lock"));
    assert.ok(typeof release === "function");
    refused(await start({}), new RegExp(`already runs on ${directory} \\(process ${process.pid}\\): stop that one`));
    release();
  });

  test("for a port in use", async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
    });
    const port = await promise;
    refused(await start({ PORTAL_PORT: String(port) }), new RegExp(`^Port ${port} is in use: .* set PORTAL_PORT to another`));
    const auth = { AUTH_HOSTS: "auth.localhost:39444", PORTAL_AUTH_PORT: String(port) };
    refused(await start(auth), new RegExp(`^Port ${port} is in use: .* set PORTAL_AUTH_PORT to another`));
    server.close();
  });

  test("for a database that is away", async () => {
    const DATABASE_URL = "postgresql://clerk:secret@127.0.0.1:1/portal";
    refused(await start({ DATABASE_URL }), /^PostgreSQL at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\): start it/);
  });
});

function start(settings: Record<string, string>): Promise<Outcome> {
  const ports = { PORTAL_PORT: "39443", PORTAL_HTTP_PORT: "39080", PORTAL_BIND: "127.0.0.1" };
  const env = { ...process.env, ...ports, PORTAL_DATA_DIR: directory, ...settings, NODE_ENV: "production" as const };
  return execute(process.execPath, [path.join(packageRoot, "server/start.ts")], { env });
}

function refused({ code, output }: Outcome, sentence: RegExp): void {
  assert.equal(code, 1);
  assert.match(output.trim(), sentence);
  assert.equal(output.trim().split("\n").length, 1);
  assert.doesNotMatch(output, /secret/);
}
