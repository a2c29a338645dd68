import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { PeerCertificate } from "#lib/platform/peer.ts";
import { certificates, connectTls, exchange, get, host, known, readAll, status, testEdge } from "./test-edge.ts";

const post = (fields: string) => `POST /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n${fields}\r\n`;

describe("who the peer is", () => {
  test("travels in memory to the page", async () => {
    await using edge = await testEdge();
    assert.match(await exchange(edge, get("/tenants?q=1", "User-Agent: test\r\n")), /page GET \/tenants\?q=1/);
    const peer = edge.seen[0]?.peer;
    assert.equal(peer?.certificate.state, "valid");
    assert.equal(peer?.address, "127.0.0.1");
    assert.equal(peer?.userAgent, "test");
  });

  for (const [state, title, certificate] of [
    ["none", "クライアント証明書が必要です", { state: "none" }],
    ["foreign", "このサイトの証明書ではありません", { state: "foreign", subject: "CN=x" }],
    ["expired", "証明書の有効期限が切れています", { state: "expired", ...known }],
    ["revoked", "証明書は失効しています", { state: "revoked", ...known }],
  ] as const satisfies readonly (readonly [string, string, PeerCertificate])[]) {
    test(`${state}: a page that says what is wrong and what to do`, async () => {
      await using edge = await testEdge({ identify: async () => certificate });
      const answer = await exchange(edge, get("/", "Accept: text/html,*/*\r\n"));
      assert.equal(status(answer), 403);
      for (const part of [`<h1>${title}</h1>`, "/guides/windows", "/ca.crt", 'href="tel:0300000000"', "mailto:", 'lang="ja"']) {
        assert.ok(answer.includes(part), part);
      }
      assert.doesNotMatch(answer, /<script|Location:/);
      assert.equal(edge.seen.length, 0);
    });
  }

  test("programs that take only JSON read a problem document", async () => {
    await using edge = await testEdge();
    const answer = await exchange(edge, get("/", "Accept: application/json\r\n"), certificates.other);
    assert.equal(status(answer), 403);
    assert.match(answer, /Content-Type: application\/problem\+json/);
    assert.match(answer, /"code":"CERTIFICATE_FOREIGN"/);
  });

  for (const path of [
    "/guides",
    "/guides/windows",
    "/_next/static/chunks/a.js",
    "/favicon.ico",
    "/ca.crt",
    "/healthz",
    "/crl/0.crl",
  ]) {
    test(`${path} needs no certificate`, async () => {
      await using edge = await testEdge({ identify: async () => ({ state: "none" }) });
      assert.equal(status(await exchange(edge, get(path))), 200);
    });
  }

  for (const path of [
    "/guides/../tenants",
    "/guides/%2e%2e/tenants",
    "/guides/..%2ftenants",
    "/guides/%252e%252e/tenants",
    "/guides\\..\\tenants",
    "/guides//tenants",
    "/_next/static/../../tenants",
    "/guidesx",
    "/GUIDES",
    "/%",
  ]) {
    test(`${path} is no way around`, async () => {
      await using edge = await testEdge({ identify: async () => ({ state: "none" }) });
      assert.equal(status(await exchange(edge, get(path))), 403);
      assert.equal(edge.seen.length, 0);
    });
  }

  for (const path of ["/guides/windows", "/_next/static/a.js", "/favicon.ico"]) {
    test(`a POST to ${path} needs a certificate: server actions listen at every address`, async () => {
      await using edge = await testEdge({ identify: async () => ({ state: "none" }) });
      assert.equal(status(await exchange(edge, post("Next-Action: 00\r\n").replace("/x", path))), 403);
      assert.equal(edge.seen.length, 0);
    });
  }

  test("the certificate is looked up on every request of a connection", async () => {
    let revoked = false;
    await using edge = await testEdge({
      identify: async () => ({ state: revoked ? "revoked" : "valid", ...known }),
      pages: async (_, response) => {
        revoked = true;
        response.end("page");
      },
    });
    const socket = await connectTls(edge, certificates.client);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const [first] = await once(socket, "data");
    assert.equal(status(String(first)), 200);
    socket.write(get("/"));
    assert.equal(status(await readAll(socket)), 403);
  });

  test("while the database is away: 503 in words, guides still shown, recovery by itself", async () => {
    let away = true;
    await using edge = await testEdge({
      identify: async () => {
        if (away) throw new Error("connect ECONNREFUSED");
        return { state: "valid", ...known };
      },
    });
    const answer = await exchange(edge, get("/"));
    assert.equal(status(answer), 503);
    assert.match(answer, /Retry-After: 60/);
    assert.match(answer, /データベースに接続できないため/);
    assert.equal(status(await exchange(edge, get("/guides/windows"))), 200);
    away = false;
    assert.equal(status(await exchange(edge, get("/"))), 200);
  });

  test("a page that throws: 500 without what was thrown", async () => {
    await using edge = await testEdge({ pages: () => Promise.reject(new Error("secret")) });
    const answer = await exchange(edge, get("/"));
    assert.equal(status(answer), 500);
    assert.doesNotMatch(answer, /secret/);
  });
});
