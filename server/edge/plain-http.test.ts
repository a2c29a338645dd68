import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nativeRoutes } from "#server/native/routes.ts";
import { startPlainHttp } from "./plain-http.ts";
import { certificates, connectPlain, readAll, status } from "./test-edge.ts";

const origin = "https://portal.example:8443";

describe("the plain HTTP listener", () => {
  for (const [target, location] of [
    ["/", `${origin}/`],
    ["/tenants?q=1", `${origin}/tenants?q=1`],
    ["//evil.example/x", `${origin}/evil.example/x`],
    ["/\\evil.example", `${origin}/evil.example`],
    ["http://evil.example/x", `${origin}/`],
    ["/%0d%0aSet-Cookie:a=b", `${origin}/%0d%0aSet-Cookie:a=b`],
  ] as const) {
    test(`GET ${target} is sent to ${location}, whatever Host says`, async () => {
      const answer = await ask(`GET ${target}`);
      assert.equal(status(answer), 308);
      assert.equal(/^Location: (.*)\r$/m.exec(answer)?.[1], location);
    });
  }

  test("a POST is not sent on: its body was already read by everyone on the way", async () => {
    assert.equal(status(await ask("POST /api/cert")), 405);
  });

  test("the CA certificate", async () => {
    const answer = await ask("GET /ca.crt");
    assert.match(answer, /Content-Type: application\/x-x509-ca-cert\r\nContent-Disposition: attachment; filename="ca.crt"/);
    assert.ok(answer.endsWith(certificates.authority.certificatePem));
  });

  test("HEAD has the headers alone", async () => {
    const answer = await ask("HEAD /ca.crt");
    assert.match(answer, /Content-Length: \d{3}/);
    assert.ok(answer.endsWith("\r\n\r\n"));
  });

  test("a revocation list, no longer in a cache than ten minutes or until it is stale", async () => {
    assert.match(await ask("GET /crl/0.crl"), /application\/pkix-crl\r\nCache-Control: public, max-age=(59\d|600)/);
    assert.equal(status(await ask("GET /crl/9.crl")), 404);
  });

  test("health: 200, and 503 while the database is away", async () => {
    assert.match(await ask("GET /healthz"), /^HTTP\/1.1 200[\s\S]*\{"database":"ok"\}/);
    assert.match(await ask("GET /healthz", false), /^HTTP\/1.1 503[\s\S]*\{"database":"away"\}/);
  });
});

async function ask(request: string, database = true): Promise<string> {
  const routes = nativeRoutes({
    authority: async () => certificates.authority.der,
    revocationList: async (shard) =>
      shard === 0 ? { list: Buffer.from("crl"), nextUpdate: new Date(Date.now() + 1e9) } : undefined,
    databaseReachable: async () => database,
  });
  const server = await startPlainHttp({ port: 0, bind: "127.0.0.1", origin, routes });
  try {
    const socket = await connectPlain(server.port);
    socket.write(`${request} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    return await readAll(socket);
  } finally {
    await server.close();
  }
}
