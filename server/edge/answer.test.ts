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

  test("a POST to a public page needs a certificate: server actions listen on every page", async () => {
    await using edge = await testEdge({ identify: async () => ({ state: "none" }) });
    const answer = await exchange(edge, post("Next-Action: 00\r\n").replace("/x", "/guides/windows"));
    assert.equal(status(answer), 403);
  });

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

describe("Host", () => {
  for (const [name, fields] of [
    ["another name", "Host: evil.example\r\n"],
    ["our name at another port", "Host: localhost:1\r\n"],
    ["our name twice", `Host: ${host}\r\nHost: ${host}\r\n`],
    ["our name and another", `Host: ${host}\r\nHost: evil.example\r\n`],
    ["a user before it", `Host: x@${host}\r\n`],
  ] as const) {
    test(`${name}: 421 in words`, async () => {
      await using edge = await testEdge();
      const answer = await exchange(edge, `GET / HTTP/1.1\r\n${fields}Connection: close\r\n\r\n`);
      assert.equal(status(answer), 421);
      assert.match(answer, /このサイトのアドレスではありません/);
      assert.doesNotMatch(answer, /evil/);
    });
  }

  test("an absolute target is refused", async () => {
    await using edge = await testEdge();
    const answer = await exchange(edge, `GET https://evil.example/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.equal(status(answer), 400);
  });
});

test("headers that claim an identity, an address or Next's own part reach nobody", async () => {
  await using edge = await testEdge();
  const names = [
    "Client-Cert",
    "client-cert-chain",
    "X-SSL-Client-Cert",
    "X-Ssl-Client-S-Dn",
    "X-Client-Cert",
    "X-Forwarded-For",
    "X-FORWARDED-HOST",
    "X_Forwarded_Proto",
    "X-Forwarded-Client-Cert",
    "Forwarded",
    "X-Real-IP",
    "x-middleware-subrequest",
    "x-nextjs-data",
    "x-matched-path",
    "next-resume",
    "x-action-forwarded",
    "Content-Security-Policy",
  ];
  await exchange(
    edge,
    get("/", `${names.map((name) => `${name}: forged\r\n${name}: forged again\r\n`).join("")}Next-Action: kept\r\n`),
  );
  const request = edge.seen[0]?.request;
  assert.equal(request?.headers["next-action"], "kept");
  assert.doesNotMatch(JSON.stringify([request?.headers, request?.rawHeaders, request?.headersDistinct]), /forged/);
});

describe("a request that changes something", () => {
  const ours = `https://${host}`;
  for (const [name, fields, expected] of [
    ["from our page", `Cookie: a=b\r\nOrigin: ${ours}\r\nSec-Fetch-Site: same-origin\r\n`, 200],
    ["by a program without cookies", "", 200],
    ["with cookies and no Origin", "Cookie: a=b\r\n", 403],
    ["from another site", "Cookie: a=b\r\nOrigin: https://evil.example\r\n", 403],
    ["from another site, before any cookie", "Origin: https://evil.example\r\n", 403],
    ["from a sandbox", "Cookie: a=b\r\nOrigin: null\r\n", 403],
    ["from our name by http", `Cookie: a=b\r\nOrigin: http://${host}\r\n`, 403],
    ["from a name that begins like ours", `Cookie: a=b\r\nOrigin: ${ours}.evil.example\r\n`, 403],
    ["said by the browser to be from another site", `Cookie: a=b\r\nOrigin: ${ours}\r\nSec-Fetch-Site: cross-site\r\n`, 403],
  ] as const) {
    test(`${name}: ${expected}`, async () => {
      await using edge = await testEdge();
      const answer = await exchange(edge, post(fields));
      assert.equal(status(answer), expected);
      if (expected === 403) assert.match(answer, /このサイトの画面から送信された操作であることを確認できませんでした。/);
    });
  }
});

describe("what every answer carries", () => {
  test("a new nonce each time, the same for Next and for the browser", async () => {
    await using edge = await testEdge();
    const nonces = [];
    for (const path of ["/a", "/b"]) {
      const answer = await exchange(edge, get(path));
      const policy = /^Content-Security-Policy: (.*)\r$/m.exec(answer)?.[1] ?? "";
      assert.equal(policy, edge.seen.at(-1)?.request.headers["content-security-policy"]);
      assert.doesNotMatch(policy, /unsafe/);
      assert.match(policy, /default-src 'none';.*frame-ancestors 'none'; base-uri 'none'/);
      nonces.push(/'nonce-([^']+)'/.exec(policy)?.[1]);
      for (const header of [
        "Strict-Transport-Security: max-age=",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: same-origin",
        "Permissions-Policy:",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cache-Control: no-store",
        "X-Request-Id: ",
      ]) {
        assert.ok(answer.includes(header), header);
      }
    }
    assert.notEqual(nonces[0], nonces[1]);
  });

  test("the style of a refusal page has the nonce of its answer", async () => {
    await using edge = await testEdge();
    const answer = await exchange(edge, get("/"), certificates.other);
    assert.ok(answer.includes(`<style nonce="${/'nonce-([^']+)'/.exec(answer)?.[1]}">`));
  });

  test("Next decides how long static files are kept", async () => {
    await using edge = await testEdge();
    assert.doesNotMatch(await exchange(edge, get("/_next/static/a.js")), /Cache-Control/);
  });

  for (const path of ["/_next/image", "/_next/image?url=x", "//_next/image", "/_next//image"]) {
    test(`${path} is not there`, async () => {
      await using edge = await testEdge();
      assert.equal(status(await exchange(edge, get(path))), 404);
    });
  }
});

describe("native routes", () => {
  test("the CA certificate as PEM", async () => {
    await using edge = await testEdge();
    const answer = await exchange(edge, get("/ca.crt"), certificates.other);
    assert.match(answer, /Content-Type: application\/x-x509-ca-cert/);
    assert.ok(answer.includes(certificates.authority.certificatePem));
  });

  test("a list that is not there, another method", async () => {
    await using edge = await testEdge();
    assert.equal(status(await exchange(edge, get("/crl/7.crl"))), 404);
    assert.equal(status(await exchange(edge, post("").replace("/x", "/ca.crt"))), 405);
  });
});
