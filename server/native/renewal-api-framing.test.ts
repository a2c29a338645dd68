import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { attemptsOf, generationsOf, renew, type Terminal, terminalOf } from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { glclient, monsiaj } from "#tests/clients/requests.ts";
import { RawTls, requireProper } from "#tests/raw-tls.ts";

let house: FieldHouse;
let edge: FieldEdge;

before(async () => {
  house = await openFieldHouse();
  edge = await openFieldEdge();
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

const identity = "Transfer-Encoding: identity\r\n";
const chunked = "Transfer-Encoding: chunked\r\n";

describe("framing that can be read in two ways: 400, the connection ends, and nobody renews", () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await terminalOf(house.clinic);
  });

  const smuggled = () => monsiaj.post(edge.host);
  for (const [name, fields, body] of [
    ["identity and chunked in two lines", `${identity}${chunked}`, () => `0\r\n\r\n${smuggled()}`],
    ["chunked and identity in two lines", `${chunked}${identity}`, () => `0\r\n\r\n${smuggled()}`],
    ["identity and chunked with a length", `${identity}${chunked}Content-Length: 5\r\n`, () => `0\r\n\r\n${smuggled()}`],
    ["identity, chunked", "Transfer-Encoding: identity, chunked\r\n", () => `0\r\n\r\n${smuggled()}`],
    ["identity,chunked with a length", "Transfer-Encoding: identity,chunked\r\nContent-Length: 5\r\n", () => "0\r\n\r\n"],
    ["chunked, identity", "Transfer-Encoding: chunked, identity\r\nContent-Length: 5\r\n", () => "0\r\n\r\n"],
    ["chunked with a length", `${chunked}Content-Length: 4\r\n`, () => `0\r\n\r\n${smuggled()}`],
    ["identity in two lines", `${identity}${identity}Content-Length: 2\r\n`, () => "{}"],
    ["two lengths", "Content-Length: 2\r\nContent-Length: 200\r\n", () => `{}${smuggled()}`],
    ["two lengths beside identity", `${identity}Content-Length: 2\r\nContent-Length: 200\r\n`, () => `{}${smuggled()}`],
    ["the same length twice beside identity", `${identity}Content-Length: 2\r\nContent-Length: 2\r\n`, () => "{}"],
    ["the same length twice", "Content-Length: 2\r\nContent-Length: 2\r\n", () => "{}"],
    ["a length folded on", "Content-Length: 2\r\n 00\r\n", () => `{}${smuggled()}`],
    ["a folded field beside a length", "A: b\r\n c\r\nContent-Length: 2\r\n", () => "{}"],
    ["a length that is a list", `${identity}Content-Length: 2, 2\r\n`, () => "{}"],
    ["a length with a sign", `${identity}Content-Length: +2\r\n`, () => "{}"],
    ["a folded value", "Transfer-Encoding:\r\n identity\r\nContent-Length: 2\r\n", () => "{}"],
    ["a value folded on", "Transfer-Encoding: identity\r\n\t, chunked\r\nContent-Length: 5\r\n", () => "0\r\n\r\n"],
    ["a fold before it", `A: b\r\n ${identity}Content-Length: 2\r\n${identity}`, () => "{}"],
    ["a blank before the colon", "Transfer-Encoding : identity\r\nContent-Length: 2\r\n", () => "{}"],
    ["a vertical tab before the value", "Transfer-Encoding:\x0bidentity\r\nContent-Length: 2\r\n", () => "{}"],
    ["a bare line feed", "Transfer-Encoding: identity\nContent-Length: 2\r\n", () => "{}"],
    ["a bare carriage return", `A: b\r${identity}Content-Length: 2\r\n`, () => "{}"],
    ["xidentity", "Transfer-Encoding: xidentity\r\nContent-Length: 2\r\n", () => "{}"],
    ["no length, and a body that looks like a request", identity, smuggled],
    ["no length, and a body that looks like a GET", identity, () => monsiaj.get(`https://${edge.host}/api/cert`)],
  ] as const) {
    test(name, async () => {
      using connection = await RawTls.open(edge.port, { certificate: terminal });
      await connection.send(`POST /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n${fields}\r\n${body()}`);
      const answer = await connection.answer();
      requireProper(answer);
      assert.equal(answer.statusLine, "HTTP/1.1 400 Bad Request");
      assert.equal(await connection.end(), "", "nothing is answered after it");
      assert.equal((await generationsOf(terminal)).length, 1);
    });
  }
});

describe("a body that looks like a request is a body", () => {
  for (const [name, head] of [
    ["beside identity", (length: number) => `${identity}Content-Length: ${length}\r\n`],
    ["with a length alone", (length: number) => `Content-Length: ${length}\r\n`],
  ] as const) {
    for (const [way, send] of [
      ["in one piece", (to: RawTls, bytes: string) => to.send(bytes)],
      ["in bytes", (to: RawTls, bytes: string) => to.sendByteByByte(bytes)],
    ] as const) {
      test(`${name}, ${way}`, async () => {
        const terminal = await terminalOf(house.clinic, { kind: "api" });
        const inner = glclient.post(edge.host).repeat(2);
        using connection = await RawTls.open(edge.port, { certificate: terminal });
        const outer = `GET /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n${head(inner.length)}\r\n${inner}`;
        const last = `GET /ca.crt HTTP/1.1\r\nHost: ${edge.host}\r\nConnection: close\r\n${identity}\r\n`;
        await send(connection, outer + last);
        const said = await connection.end();
        assert.deepEqual(said.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 200"]);
        assert.deepEqual(await attemptsOf(terminal), []);
      });
    }
  }
});

describe("slow clients", () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await terminalOf(house.clinic);
  });

  test("a hundred that never finish a head hinder nobody's renewal, and are closed", async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, () => RawTls.open(edge.port, { certificate: terminal })));
    const heads = [
      "POST /api/cert HT",
      `POST /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n`,
      `POST /api/cert HTTP/1.1\r\n${identity}Content-Le`,
    ];
    await Promise.all(slow.map((connection, at) => connection.send(heads[at % heads.length] ?? "")));
    for (const client of [monsiaj, glclient, monsiaj]) await renew(edge, await terminalOf(house.clinic), client);
    edge.server.headersTimeout = 1_000;
    for (const connection of slow) assert.match(await connection.end(), /^(?:HTTP\/1\.1 408 |$)/);
    assert.equal((await generationsOf(terminal)).length, 1);
  });

  test("one whose head trickles in for ever is closed too, while every byte is another", async () => {
    edge.server.headersTimeout = 1_000;
    using connection = await RawTls.open(edge.port, { certificate: terminal });
    await connection.send(`GET /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n${identity}A: `);
    const trickle = setInterval(() => connection.socket.write("x"), 50);
    assert.match(await connection.end(), /^(?:HTTP\/1\.1 408 |$)/);
    clearInterval(trickle);
  });

  test("a body that stops half way is given up, and others go on", async () => {
    await using own = await openFieldEdge({ requestTime: 500 });
    using connection = await RawTls.open(own.port, { certificate: terminal });
    await connection.send(monsiaj.post(own.host).slice(0, -1));
    await renew(own, await terminalOf(house.clinic));
    assert.equal(await connection.end(), "");
    assert.equal((await generationsOf(terminal)).length, 1);
  });
});
