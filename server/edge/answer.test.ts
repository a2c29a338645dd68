import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { currentPeer } from "#lib/platform/peer.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import { certificates, connectTls, exchange, get, host, known, readAll, status, testEdge } from "./test-edge.ts";

const post = (fields: string) => `POST /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n${fields}\r\n`;

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

describe("a page that is read", () => {
  const from = (site: string, dest: string) => `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Dest: ${dest}\r\n`;
  for (const [name, fields, expected] of [
    ["by a link on another site", from("cross-site", "document"), 200],
    ["by our own page", from("same-origin", "empty"), 200],
    ["by a program", "", 200],
    ["as a picture of another site", from("cross-site", "image"), 403],
    ["in a frame of a neighbour", from("same-site", "iframe"), 403],
    ["by a script of another site", from("cross-site", "empty"), 403],
  ] as const) {
    test(`${name}: ${expected}`, async () => {
      await using edge = await testEdge();
      assert.equal(status(await exchange(edge, get("/renewal/p12", fields))), expected);
      assert.equal(edge.seen.length, expected === 200 ? 1 : 0);
    });
  }

  for (const path of ["/api/cert", "/api/cert/guessed"]) {
    test(`nor is ${path}: another site's picture would be an attempt of its visitor's certificate`, async () => {
      let asked = 0;
      const identify = async () => {
        asked += 1;
        return { state: "revoked", ...known } as const;
      };
      await using edge = await testEdge({ identify });
      assert.equal(status(await exchange(edge, get(path, from("cross-site", "image")))), 403);
      assert.equal(asked, 0);
    });
  }

  test("what is for pages of other sites is there for them", async () => {
    await using edge = await testEdge();
    assert.equal(status(await exchange(edge, get("/renewal.js", from("cross-site", "script")))), 200);
  });
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

  test("one that needs a certificate knows the peer, and is refused without; its headers keep their letter case", async () => {
    const route: NativeRoute = {
      path: /^\/api\/who$/,
      methods: ["POST"],
      access: "certificate",
      door: "api",
      async answer(_request, response) {
        response.writeHead(200, { "X-Canonical-Name": "1" }).end(currentPeer()?.certificate.state);
      },
    };
    await using edge = await testEdge({ routes: [route] });
    const ask = post("Accept: application/json\r\n").replace("/x", "/api/who");
    assert.match(await exchange(edge, ask), /X-Canonical-Name: 1[\s\S]*valid/);
    const refused = await exchange(edge, ask, certificates.other);
    assert.match(refused, /^HTTP\/1.1 403[\s\S]*Content-Type: application\/problem\+json/);
  });

  test("a list that is not there, another method", async () => {
    await using edge = await testEdge();
    assert.equal(status(await exchange(edge, get("/crl/7.crl"))), 404);
    const other = await exchange(edge, post("").replace("/x", "/ca.crt"));
    assert.equal(status(other), 405);
    assert.match(other, /^Allow: GET, HEAD\r$/m);
    assert.match(await exchange(edge, get("/api/cert").replace("GET", "PUT")), /^Allow: POST, GET, HEAD\r$/m);
  });
});

describe("a page", () => {
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
    test(`is not answered for ${method}`, async () => {
      await using edge = await testEdge();
      assert.equal(status(await exchange(edge, get("/x", `Origin: https://${host}\r\n`).replace("GET", method))), 405);
      assert.equal(edge.seen.length, 0);
    });
  }

  test("takes no body without end, whether it says its length or not", async () => {
    await using edge = await testEdge();
    const large = post("").replace("Content-Length: 0", "Content-Length: 2097153");
    assert.equal(status(await exchange(edge, large)), 413);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const chunked = post("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    assert.equal(status(await exchange(edge, `${chunked}${chunk.repeat(32)}0\r\n\r\n`)), 200, "2 MiB to the byte");
    const cutOff = exchange(edge, `${chunked}${chunk.repeat(33)}0\r\n\r\n`).catch(() => "");
    assert.doesNotMatch(await cutOff, /page/);
    assert.equal(edge.seen.length, 1);
  });
});

test("a body that does not come to its end is cut off, but for the routes that have a clock of their own", async () => {
  const own: NativeRoute = {
    path: /^\/own$/,
    methods: ["POST"],
    access: "anyone",
    ownClock: true,
    async answer(request, response) {
      response.end(`all ${await text(request)}`);
    },
  };
  await using edge = await testEdge({ routes: [own], requestTime: 100 });
  const [patient, cut] = [await connectTls(edge, certificates.client), await connectTls(edge, certificates.client)];
  const begun = post("").replace("Content-Length: 0", "Content-Length: 2");
  patient.write(`${begun.replace("/x", "/own")}{`);
  cut.write(`${begun}{`);
  assert.equal(await readAll(cut), "");
  const still = await connectTls(edge, certificates.client);
  still.write(`${begun.replace("POST /x", "GET /favicon.ico")}{`);
  await readAll(still);
  patient.write("}");
  assert.match(await readAll(patient), /^HTTP\/1.1 200[\s\S]*all \{\}/);
});
