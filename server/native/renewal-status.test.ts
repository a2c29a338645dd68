import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { takePlace } from "#lib/platform/places.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { attemptsOf, exchange, renew, requireFile, requireRefused, type Terminal, terminalOf } from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { monsiaj } from "#tests/clients/requests.ts";
import { field, RawTls } from "#tests/raw-tls.ts";
import { makeRequest } from "#tests/signing-requests.ts";
import { renewals } from "./renewal-places.ts";
import { findRoute } from "./routes.ts";

const listed = "https://app.example.jp";
const document = JSON.parse(readFileSync(path.join(packageRoot, "docs/openapi.json"), "utf8"));
let house: FieldHouse;
let edge: FieldEdge;
let terminal: Terminal;

before(async () => {
  process.env.PORTAL_RENEWAL_ORIGINS = `https://other.example.jp ${listed}`;
  house = await openFieldHouse();
  edge = await openFieldEdge();
  terminal = await terminalOf(house.clinic, { left: 80, age: 1015 });
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

function ask(certificate: Terminal | undefined, fields = "", method = "GET") {
  const request = `${method} /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n${fields}\r\n`;
  return exchange(edge.port, request, certificate ? { certificate } : {});
}

/** As it comes: what anyone may have is kept by caches, which `exchange` lets nothing be. */
async function told(request: string, certificate?: Terminal) {
  using connection = await RawTls.open(edge.port, { certificate });
  await connection.send(request);
  return await connection.answer();
}

/** As docs/openapi.json says that it is. */
function read(body: Buffer, schema: string) {
  const value = JSON.parse(body.toString("utf8"));
  z.fromJSONSchema(document.components.schemas[schema]).parse(value);
  return value;
}

/** Each answer has a nonce of its own in its policy. */
function withoutNonce(line: string): string {
  return line.replaceAll(/nonce-[^']+/g, "nonce-");
}

describe("GET /api/cert", () => {
  test("tells of the presented certificate, and when to ask again; nothing of it is recorded", async () => {
    const answer = await ask(terminal);
    assert.deepEqual(
      ["Content-Type", "Cache-Control", "Retry-After", "Vary"].map((name) => field(answer, name)),
      ["application/json", "no-store", "21600", "Origin"],
    );
    const status = read(answer.body, "RenewalStatus");
    assert.equal(status.notAfter, new Date(terminal.certificate.validTo).toISOString());
    assert.deepEqual([status.kind, status.renewable, status.reason, status.renewed], ["client", true, null, false]);
    assert.match(status.renewalPage, /^https:\/\/[^/]+\/renewal$/);
    assert.deepEqual(await attemptsOf(terminal), []);
  });

  test("HEAD says the same without the body", async () => {
    using connection = await RawTls.open(edge.port, { certificate: terminal });
    await connection.send(`HEAD /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\nConnection: close\r\n\r\n`);
    const [head = "", body] = (await connection.end()).split("\r\n\r\n");
    assert.equal(body, "");
    const { fields } = await ask(terminal);
    const changing = /^(?:Date|X-Request-Id|Connection|Keep-Alive): /;
    const lines = fields.map((pair) => pair.join(": ")).filter((line) => !changing.test(line));
    const [statusLine, ...own] = head.split("\r\n").filter((line) => !changing.test(line));
    assert.equal(statusLine, "HTTP/1.1 200 OK");
    assert.deepEqual(own.map(withoutNonce).sort(), lines.map(withoutNonce).sort());
  });

  test("says why not, in words too", async () => {
    const early = await terminalOf(house.clinic, { left: 200, age: 895 });
    const status = read((await ask(early)).body, "RenewalStatus");
    assert.deepEqual([status.renewable, status.reason, status.due], [false, "RENEWAL_TOO_EARLY", false]);
    assert.match(status.sentence, /有効期限の100日前から/);
  });

  test("knows a successor that waits", async () => {
    const old = await terminalOf(house.clinic, { left: 80, age: 1015 });
    await renew(edge, old);
    assert.equal(read((await ask(old)).body, "RenewalStatus").renewed, true);
  });

  test("a name for programs leads to the page on the portal's own", async () => {
    const request = `GET /api/cert HTTP/1.1\r\nHost: ${edge.authHost}\r\n\r\n`;
    const { body } = await exchange(edge.port, request, { certificate: terminal });
    assert.equal(read(body, "RenewalStatus").renewalPage, "https://localhost:8443/renewal");
  });

  test("a page of a listed application may read it, a refusal too", async () => {
    for (const answer of [await ask(terminal, `Origin: ${listed}\r\n`), await ask(undefined, `Origin: ${listed}\r\n`)]) {
      assert.equal(field(answer, "Access-Control-Allow-Origin"), listed);
      assert.equal(field(answer, "Access-Control-Allow-Credentials"), "true");
      assert.equal(field(answer, "Vary"), "Origin");
    }
  });

  for (const origin of ["https://evil.example", "null", `${listed}.evil.example`, "http://app.example.jp", `${listed}:8443`]) {
    test(`a page of ${origin} may not`, async () => {
      const answer = await ask(terminal, `Origin: ${origin}\r\n`);
      assert.equal(field(answer, "Access-Control-Allow-Origin"), undefined);
      assert.equal(field(answer, "Access-Control-Allow-Credentials"), undefined);
    });
  }

  test("a page of a listed application asks, and does not renew", async () => {
    requireRefused(await ask(terminal, `Origin: ${listed}\r\nContent-Length: 0\r\n`, "POST"), "REQUEST_FORGED");
  });
});

test("beyond its places a burst is told to come again, which is written down; who has an address gets the file", async () => {
  const served = await terminalOf(house.clinic, { left: 80, age: 1015 });
  const { renewal } = await renew(edge, served);
  const held = Array.from({ length: renewals.tenant }, () => takePlace(renewals, house.clinic.tenant.id));
  const answers = [await ask(terminal, "Content-Length: 0\r\n", "POST"), await ask(terminal, "Content-Length: 0\r\n", "POST")];
  requireFile(await exchange(edge.port, monsiaj.get(renewal.uri), { certificate: served }), renewal, served);
  for (const place of held) place[Symbol.dispose]();
  for (const answer of answers) {
    requireRefused(answer, "RENEWALS_BUSY", 503);
    assert.equal(field(answer, "Retry-After"), "60");
  }
  const rows = await attemptsInTime(terminal, 2);
  assert.deepEqual(
    rows.map(({ result, reason, count }) => [result, reason, count]),
    [["refused", "RENEWALS_BUSY", 2]],
  );
  const entry = await house.clinic.db.auditEntry.findFirst({ where: { action: "certificates:renew-refused" } });
  assert.partialDeepStrictEqual(entry?.facts, { number: terminal.number, reason: "RENEWALS_BUSY", door: "api" });
});

/** They are written a moment after the answer. */
async function attemptsInTime(of: Terminal, times: number) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const rows = await attemptsOf(of);
    if (rows.reduce((sum, { count }) => sum + count, 0) === times) return rows;
  }
  return assert.fail("nothing was written");
}

describe("docs/openapi.json", () => {
  test("names the addresses and methods that there are", async () => {
    const { ownRoutes } = await import("#tests/native-edge.ts");
    const documented = Object.entries(document.paths as Record<string, object>).flatMap(([address, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${address}`),
    );
    for (const each of documented) {
      const [method, address = ""] = each.split(" ");
      const found = findRoute(ownRoutes(), address.replace("{token}", "t"), method);
      assert.ok(found?.route.methods.includes(method ?? ""), each);
    }
    // Without that of EST which answers for all operations that there are not.
    const served = ownRoutes().filter(({ path: pattern }) =>
      /^\^\\\/(?:api\\\/cert|\\\.well-known\\\/est\\\/)/.test(pattern.source),
    );
    const count = served.flatMap(({ methods }) => methods.filter((method) => method !== "HEAD")).length;
    assert.equal(documented.length, count);
  });

  test("says what POST answers and what a refusal is", async () => {
    const old = await terminalOf(house.clinic, { left: 80, age: 1015 });
    read((await ask(old, "Content-Length: 0\r\n", "POST")).body, "Renewed");
    const early = await terminalOf(house.clinic, { left: 200, age: 895 });
    read((await ask(early, "Content-Length: 0\r\n", "POST")).body, "Problem");
    read((await ask(undefined)).body, "Problem");
  });

  test("says what EST answers", async () => {
    const old = await terminalOf(house.clinic, { left: 80, age: 1015 });
    const { der } = makeRequest(`/C=JP/O=u00000014/CN=client${old.number}`);
    const est = "/.well-known/est";
    const post = (type: string, body: string) =>
      `POST ${est}/simplereenroll HTTP/1.1\r\nHost: ${edge.host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const get = (operation: string) => `GET ${est}/${operation} HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n`;
    const asked = [
      ["cacerts", "get", get("cacerts"), 200],
      ["simplereenroll", "post", post("application/pkcs10", der.toString("base64")), 200],
      ["simplereenroll", "post", post("application/pkcs10", "bm9uZQ=="), 400],
      ["simplereenroll", "post", post("text/plain", "bm9uZQ=="), 415],
      ["simplereenroll", "post", post("application/pkcs10", "A".repeat(17_000)), 413],
    ] as const;
    for (const [operation, method, request, status] of asked) {
      const answer = await told(request, old);
      assert.equal(answer.status, status, operation);
      const { $ref = "", ...inPlace } = document.paths[`${est}/${operation}`][method].responses[status];
      const { content = {} } = document.components.responses[$ref.split("/").at(-1)] ?? inPlace;
      assert.equal(field(answer, "Content-Type")?.split(";")[0], Object.keys(content)[0]);
      if (status >= 400) read(answer.body, "Problem");
    }
    read((await told(get("serverkeygen"))).body, "Problem");
    assert.deepEqual(Object.keys(document.paths[`${est}/csrattrs`].get.responses), ["204"], "as est.test.ts has it");
  });

  test("names only codes that there are", async () => {
    const { refusalSentence } = await import("#lib/platform/refusal-words.ts");
    const codes = document.components.schemas.Problem.properties.code.examples;
    for (const code of codes) assert.ok(refusalSentence(code), code);
  });

  test("each of its references leads somewhere", () => {
    for (const [, reference = ""] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference.split("/").reduce((at, part) => at?.[part], document);
      assert.ok(found, reference);
    }
  });
});
