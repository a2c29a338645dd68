import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { systemDb } from "#lib/platform/system-db.ts";
import {
  exchange,
  generationsOf,
  openTerminal,
  readRenewal,
  renew,
  requireFile,
  type Terminal,
  terminalOf,
} from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { type FieldClient, glclient, glclientWithLogin, monsiaj, olderMonsiaj } from "#tests/clients/requests.ts";
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

const ways = {
  "in one piece": { send: (to: RawTls, bytes: string) => to.send(bytes), dribble: false },
  "in TLS records of one byte": { send: (to: RawTls, bytes: string) => to.sendByteByByte(bytes), dribble: false },
  "in TCP segments of one byte": { send: (to: RawTls, bytes: string) => to.send(bytes), dribble: true },
} as const;

async function answerTo(connection: RawTls, bytes: string, send: (to: RawTls, bytes: string) => Promise<void>) {
  await send(connection, bytes);
  const answer = await connection.answer();
  requireProper(answer);
  return answer;
}

for (const [way, { send, dribble }] of Object.entries(ways)) {
  describe(`what clients in the field send, ${way}`, () => {
    for (const [name, client] of [
      ["monsiaj", monsiaj],
      ["an older monsiaj, with an empty body", olderMonsiaj],
    ] as const) {
      test(`${name}: TLS 1.2 alone, on one connection and on one for each request`, async () => {
        const certificate = await terminalOf(house.clinic);
        const options = { certificate, version: "TLSv1.2", dribble } as const;
        using first = await RawTls.open(edge.port, options);
        const renewal = readRenewal(await answerTo(first, client.post(edge.host), send), edge.host);
        using second = await RawTls.open(edge.port, options);
        for (const connection of [first, second]) {
          requireFile(await answerTo(connection, client.get(renewal.uri), send), renewal, certificate);
        }
      });
    }

    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      for (const [name, client] of [
        ["glclient2", glclient],
        ["glclient2 with a login for Basic", glclientWithLogin],
      ] as const) {
        test(`${name}: ${version}, both requests on one connection`, async () => {
          const certificate = await terminalOf(house.clinic);
          using connection = await RawTls.open(edge.port, { certificate, version, dribble });
          const renewal = readRenewal(await answerTo(connection, client.post(edge.host), send), edge.host);
          requireFile(await answerTo(connection, client.get(renewal.uri), send), renewal, certificate);
        });
      }
    }

    test("whatever is expected of it beside", async () => {
      const certificate = await terminalOf(house.clinic);
      using connection = await RawTls.open(edge.port, { certificate, dribble });
      const post = monsiaj.post(edge.host).replace("Accept:", "Expect: something-else\r\nAccept:");
      readRenewal(await answerTo(connection, post, send), edge.host);
    });

    test("pipelined: each is answered in its turn, and all POSTs with one certificate", async () => {
      const certificate = await terminalOf(house.clinic);
      using connection = await RawTls.open(edge.port, { certificate, dribble });
      const first = readRenewal(await answerTo(connection, glclient.post(edge.host), send), edge.host);
      const { post, get } = glclient;
      await send(connection, post(edge.host) + get(first.uri) + monsiaj.post(edge.host) + get(first.uri));
      const answers = [];
      for (let at = 0; at < 4; at++) answers.push(await connection.answer());
      answers.forEach(requireProper);
      const [second, file, third, again] = answers;
      for (const answer of [second, third]) {
        assert.equal(readRenewal(answer ?? assert.fail(), edge.host).pass, first.pass);
      }
      const [one, two] = [file, again].map((answer) => requireFile(answer ?? assert.fail(), first, certificate));
      assert.equal(one?.certificate.serialNumber, two?.certificate.serialNumber);
      assert.equal((await generationsOf(certificate)).length, 2);
    });
  });
}

describe("both clients go on with what they have:", () => {
  let old: Terminal;
  let renewed: Terminal;
  before(async () => {
    old = await terminalOf(house.clinic, { kind: "db" });
    ({ renewed } = await renew(edge, old, glclient));
  });

  for (const [name, certificate] of [
    ["the old certificate", () => old],
    ["the new one", () => renewed],
  ] as const) {
    test(`${name} is served`, async () => {
      const request = `GET /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\nAccept: application/json\r\n\r\n`;
      const answer = await exchange(edge.port, request, { certificate: certificate() });
      assert.equal(answer.status, 200, answer.body.toString());
    });
  }
});

test("an Accept that names nothing of what is sent is no reason to refuse, nor is its absence", async () => {
  const certificate = await terminalOf(house.clinic);
  for (const accept of ["Accept: application/json\r\n", "Accept: text/plain\r\n", "Accept: */*;q=0\r\n", ""]) {
    const change = (request: string) => request.replace("Accept: application/json\r\n", accept);
    const client: FieldClient = {
      post: (host) => change(monsiaj.post(host)),
      get: (uri) => change(monsiaj.get(uri)),
    };
    await renew(edge, certificate, client);
  }
});

test("the body of the POST is read away, whatever it says", async () => {
  const certificate = await terminalOf(house.clinic);
  for (const body of ["", "{}", "null", "[", "\0".repeat(9000), monsiaj.post("elsewhere")]) {
    using connection = await RawTls.open(edge.port, { certificate });
    const post = `POST /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    // What comes after it is another request: not a byte of the body was left.
    await connection.send(post + glclient.post(edge.host));
    readRenewal(await connection.answer(), edge.host);
    readRenewal(await connection.answer(), edge.host);
  }
  assert.equal((await generationsOf(certificate)).length, 2);
});

test("a chunked body is taken too", async () => {
  const certificate = await terminalOf(house.clinic);
  const request = `POST /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`;
  readRenewal(await exchange(edge.port, request, { certificate }), edge.host);
});

test("the file is encrypted as every client reads it, or as the certificate's setting says", async () => {
  const old = await terminalOf(house.clinic);
  const { renewal, renewed } = await renew(edge, old);
  assert.match(sortOf(renewed), /pbeWithSHA1And3-KeyTripleDES-CBC/);
  await systemDb().certificateLine.update({ where: { number: old.number }, data: { encryption: "modern" } });
  const file = await exchange(edge.port, monsiaj.get(renewal.uri), { certificate: old });
  assert.match(sortOf(openTerminal(old.number, file.body, renewal.pass)), /PBES2, PBKDF2, AES-256-CBC/);
});

/** What openssl says of the file's encryption. */
function sortOf({ pfx, passphrase }: Terminal): string {
  const { stderr } = spawnSync("openssl", ["pkcs12", "-info", "-noout", "-passin", `pass:${passphrase}`], { input: pfx });
  return stderr.toString();
}
