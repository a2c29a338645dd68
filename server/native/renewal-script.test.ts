import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createContext, Script } from "node:vm";
import { connectTls, get, readAll, status, type TestEdge, testEdge } from "#server/edge/test-edge.ts";

const source = readFileSync(new URL("renewal-script.js", import.meta.url), "utf8");
let edge: TestEdge;

before(async () => {
  edge = await testEdge();
});

after(() => edge[Symbol.asyncDispose]());

/** Without a certificate: the page that includes it may be opened before one was chosen. */
async function ask(bytes: string): Promise<{ status: number; head: string; body: string }> {
  const socket = await connectTls(edge);
  socket.write(bytes);
  const answer = await readAll(socket);
  const [head = "", body = ""] = answer.split(/\r\n\r\n(.*)/s);
  return { status: status(answer), head, body };
}

test("anyone has the script, from a page of any site, for some minutes", async () => {
  const answer = await ask(get("/renewal.js"));
  assert.equal(answer.status, 200);
  assert.match(answer.head, /^Content-Type: text\/javascript; charset=utf-8\r$/m);
  assert.match(answer.head, /^Cross-Origin-Resource-Policy: cross-origin\r$/m);
  assert.match(answer.head, /^Cache-Control: public, max-age=600\r$/m);
  assert.match(answer.head, new RegExp(`^Content-Length: ${Buffer.byteLength(source)}\\r?$`, "m"));
  assert.equal(answer.body, source);
});

test("who has it is told so", async () => {
  const tag = /^ETag: ("[\w-]{22}")\r$/m.exec((await ask(get("/renewal.js"))).head)?.[1];
  const answer = await ask(get("/renewal.js", `If-None-Match: ${tag}\r\n`));
  assert.equal(answer.status, 304);
  assert.equal(answer.body, "");
  assert.match(answer.head, /^Cross-Origin-Resource-Policy: cross-origin\r?$/m);
  assert.match(answer.head, /^Cache-Control: public, max-age=600\r?$/m);
  assert.match(answer.head, new RegExp(`^ETag: ${tag}\\r?$`, "m"));
});

test("it changes nothing, so that it is read only", async () => {
  assert.equal((await ask(get("/renewal.js").replace("GET", "POST"))).status, 405);
});

test("it is small, a classic script, and needs no exception in a content security policy", () => {
  assert.ok(Buffer.byteLength(source) < 10_000, `${Buffer.byteLength(source)} bytes`);
  assert.doesNotThrow(() => new Script(source));
  assert.doesNotMatch(
    source,
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\("style"/,
  );
});

test("it asks the host that it came from, and nobody whom an element of its name in the page would have asked", () => {
  const asked: string[] = [];
  class HTMLScriptElement {
    readonly src = "https://portal.example/renewal.js";
  }
  const fetch = async (address: URL) => {
    asked.push(address.href);
    return { ok: false };
  };
  for (const currentScript of [{ src: "https://evil.example/renewal.js" }, null, new HTMLScriptElement()]) {
    new Script(source).runInContext(createContext({ document: { currentScript }, HTMLScriptElement, URL, fetch }));
  }
  assert.deepEqual(asked, ["https://portal.example/api/cert"]);
});
