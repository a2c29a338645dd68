import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { sendWhole } from "./whole-answers.ts";

const page = "<p>証明書一覧</p>".repeat(500);
const large = "x".repeat(3 * 1024 * 1024);
let made = 0;

/** What Next does: headers first, then pieces, then the end. */
const answers: Record<string, RequestListener> = {
  "/page": (_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.flushHeaders();
    for (const piece of page.match(/.{1,700}/gs) ?? []) response.write(piece);
    response.end();
  },
  "/file.js": (_, response) => {
    response.setHeader("Content-Type", "application/javascript; charset=UTF-8");
    response.setHeader("Content-Length", Buffer.byteLength(page) + 1);
    response.end(`${page}${made++}`);
  },
  "/short": (_, response) => response.setHeader("Content-Type", "text/html").end("kurz"),
  "/zip": (_, response) => {
    response.setHeader("Content-Type", "application/zip");
    response.write("PK");
    response.end(page);
  },
  "/large": (_, response) => {
    response.setHeader("Content-Type", "text/html");
    for (let at = 0; at < large.length; at += 65_536) response.write(Buffer.from(large.slice(at, at + 65_536)));
    response.end();
  },
  "/written": (_, response) =>
    response.writeHead(403, { "Content-Type": "text/html", "Content-Length": page.length }).end("y".repeat(page.length)),
};

let server: Server;

before(async () => {
  server = createServer((incoming, response) => {
    const path = incoming.url ?? "";
    sendWhole(incoming, response, path === "/file.js" ? path : undefined);
    answers[path]?.(incoming, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

after(() => server.close());

async function get(path: string, encoding = "gzip, br", method = "GET"): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path, method, agent: false, headers: { "Accept-Encoding": encoding } });
  asked.end();
  const [response] = await once(asked, "response");
  return { headers: response.headers, body: await buffer(response) };
}

describe("a page", () => {
  test("comes in one piece with its length, gzipped for who takes that", async () => {
    const { headers, body } = await get("/page");
    assert.equal(headers["content-encoding"], "gzip");
    assert.equal(headers["content-length"], String(body.length));
    assert.equal(headers["transfer-encoding"], undefined);
    assert.equal(headers.vary, "Accept-Encoding");
    assert.equal(gunzipSync(body).toString(), page);
  });

  for (const encoding of ["identity", "", "gzip;q=0", "gzipped", "deflate, gzip;q=0.0"]) {
    test(`is plain for Accept-Encoding: ${encoding || "(empty)"}`, async () => {
      const { headers, body } = await get("/page", encoding);
      assert.equal(headers["content-encoding"], undefined);
      assert.equal(body.toString(), page);
    });
  }

  test("that is short is not worth it, and HEAD has no body", async () => {
    assert.equal((await get("/short")).body.toString(), "kurz");
    assert.equal((await get("/page", "gzip", "HEAD")).body.length, 0);
  });

  test("beyond the bound passes as it comes, whole", async () => {
    const { headers, body } = await get("/large");
    assert.equal(headers["content-encoding"], undefined);
    assert.equal(body.toString(), large);
  });
});

test("a built file is compressed once, by Brotli where it is taken", async () => {
  const first = await get("/file.js");
  const second = await get("/file.js");
  assert.equal(first.headers["content-encoding"], "br");
  assert.equal(first.headers["content-length"], String(first.body.length));
  assert.equal(brotliDecompressSync(second.body).toString(), `${page}0`, "the first one's bytes, kept");
  assert.equal((await get("/file.js", "gzip")).headers["content-encoding"], "gzip");
});

test("a download, and an answer whose head is written already, pass untouched", async () => {
  const zip = await get("/zip");
  assert.equal(zip.headers["content-encoding"], undefined);
  assert.equal(zip.body.toString(), `PK${page}`);
  assert.equal((await get("/written")).headers["content-encoding"], undefined);
});
