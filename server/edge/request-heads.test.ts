import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RequestHeads } from "./request-heads.ts";

const line = "Transfer-Encoding: identity\r\n";
const post = (fields: string, body = "") => `POST /api/cert HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;

describe("the line is removed", () => {
  for (const [name, given, expected] of [
    ["with Content-Length", post(`${line}Content-Length: 2\r\n`, "{}"), post("Content-Length: 2\r\n", "{}")],
    ["after Content-Length", post(`Content-Length: 0\r\n${line}`), post("Content-Length: 0\r\n")],
    ["on a GET", `GET / HTTP/1.1\r\n${line}\r\n`, "GET / HTTP/1.1\r\n\r\n"],
    ["in any letter case", "GET / HTTP/1.1\r\ntRANSFER-eNCODING:IDENTITY\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"],
    ["with white space around", "GET / HTTP/1.1\r\nTransfer-Encoding: \t identity \t\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"],
    [
      "from each of two pipelined requests",
      `${post(`${line}Content-Length: 2\r\n`, "{}")}GET /p12 HTTP/1.1\r\nA: b\r\n${line}\r\n`,
      `${post("Content-Length: 2\r\n", "{}")}GET /p12 HTTP/1.1\r\nA: b\r\n\r\n`,
    ],
    [
      "from the head after a body that looks like one, and never from that body",
      post(`Content-Length: ${`GET / HTTP/1.1\r\n${line}\r\n`.length}\r\n`, `GET / HTTP/1.1\r\n${line}\r\n`) +
        `GET / HTTP/1.1\r\n${line}\r\n`,
      `${post(`Content-Length: ${`GET / HTTP/1.1\r\n${line}\r\n`.length}\r\n`, `GET / HTTP/1.1\r\n${line}\r\n`)}GET / HTTP/1.1\r\n\r\n`,
    ],
  ] as const) {
    test(name, () => everySplit(given, expected));
  }
});

describe("nothing is changed, also in what follows", () => {
  const follows = `GET /2 HTTP/1.1\r\n${line}\r\n`;
  for (const [name, given] of [
    ["identity and chunked in two lines", post(`${line}Transfer-Encoding: chunked\r\n`, "0\r\n\r\n")],
    ["chunked and identity in two lines", post(`Transfer-Encoding: chunked\r\n${line}`, "0\r\n\r\n")],
    ["identity twice", post(`${line}${line}Content-Length: 0\r\n`)],
    ["identity, chunked", post("Transfer-Encoding: identity, chunked\r\n", "0\r\n\r\n")],
    ["chunked alone", post("Transfer-Encoding: chunked\r\n", `5\r\nhello\r\n0\r\n\r\n`)],
    ["two Content-Length", post(`${line}Content-Length: 2\r\nContent-Length: 2\r\n`, "{}")],
    ["Content-Length 2, 2", post(`${line}Content-Length: 2, 2\r\n`, "{}")],
    ["Content-Length +2", post(`${line}Content-Length: +2\r\n`, "{}")],
    ["Content-Length 0x2", post(`${line}Content-Length: 0x2\r\n`, "{}")],
    ["an empty Content-Length", post(`${line}Content-Length:\r\n`)],
    ["a folded line", post("Transfer-Encoding:\r\n identity\r\nContent-Length: 0\r\n")],
    ["a line folded onto it", post(`Transfer-Encoding: identity\r\n , chunked\r\nContent-Length: 0\r\n`)],
    ["white space before the colon", post("Transfer-Encoding : identity\r\nContent-Length: 0\r\n")],
    ["white space before the name", post(" Transfer-Encoding: identity\r\nContent-Length: 0\r\n")],
    ["a bare line feed", post("Transfer-Encoding: identity\nContent-Length: 0\r\n")],
    ["a bare carriage return", post("A: b\rTransfer-Encoding: identity\r\nContent-Length: 0\r\n")],
    ["a vertical tab before the value", post("Transfer-Encoding:\x0bidentity\r\nContent-Length: 0\r\n")],
    ["a quoted value", post('Transfer-Encoding: "identity"\r\nContent-Length: 0\r\n')],
    ["a comma after it", post("Transfer-Encoding: identity,\r\nContent-Length: 0\r\n")],
    ["a parameter", post("Transfer-Encoding: identity;q=1\r\nContent-Length: 0\r\n")],
    ["a name that only begins so", post("Transfer-Encoding: identityx\r\nContent-Length: 0\r\n")],
    ["a NUL", post(`A: \0\r\n${line}Content-Length: 0\r\n`)],
    ["a POST without a length, whose body looks like a request", post(line, "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n")],
    ["HTTP/1.0", `GET / HTTP/1.0\r\n${line}\r\n`],
    ["CONNECT", `CONNECT a:1 HTTP/1.1\r\n${line}\r\n`],
    ["Upgrade", `GET / HTTP/1.1\r\nUpgrade: websocket\r\n${line}\r\n`],
    ["an empty line before the request", `\r\nGET / HTTP/1.1\r\n${line}\r\n`],
    ["two blanks in the request line", `GET  / HTTP/1.1\r\n${line}\r\n`],
    ["something that is not HTTP", `\x16\x03\x01 hello\r\n${line}\r\n`],
  ] as const) {
    test(name, () => everySplit(given + follows, given + follows));
  }

  test("a head longer than the parser takes", () => {
    const long = `GET / HTTP/1.1\r\nA: ${"x".repeat(20_000)}\r\n${line}\r\n`;
    assert.equal(run([long]), long);
    assert.equal(run(long.match(/[\s\S]{1,1000}/g) ?? []), long);
  });
});

describe("whatever comes, in whatever segments", () => {
  // The same heads in each run: what fails once fails again.
  const random = numbersFrom(5);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(from)).join("");
  const plain = post(`${line}Content-Length: 2\r\n`, "{}");
  const request = () => (random() < 0.3 ? plain : pick(lines) + some(fields, 5) + pick(ends) + some(bodies, 2));
  const stream = () => Array.from({ length: 3 }, () => request()).join("");

  test("the parser is given the same, and no byte is lost but such a line", () => {
    let removed = 0;
    for (let times = 0; times < 3_000; times++) {
      const given = stream();
      const whole = run([given]);
      const cuts = Array.from({ length: 4 }, () => Math.floor(random() * given.length)).sort((a, b) => a - b);
      assert.equal(run([...given]), whole, JSON.stringify(given));
      assert.equal(run(cuts.concat(given.length).map((end, at) => given.slice(cuts[at - 1] ?? 0, end))), whole);
      assert.equal(withoutLines(whole), withoutLines(given), JSON.stringify(given));
      if (whole !== given) removed++;
    }
    assert.ok(removed > 500, `${removed}: these heads try nothing`);
  });
});

test("a stream that ends inside a head loses nothing", () => {
  assert.equal(run([`GET / HTTP/1.1\r\n${line}Hos`]), `GET / HTTP/1.1\r\n${line}Hos`);
});

test("the request line is handed on at once, so that the parser's clock runs", () => {
  assert.equal(new RequestHeads().pass(Buffer.from("GE")).toString(), "GE");
});

const lines = [
  "POST /api/cert HTTP/1.1\r\n",
  "GET / HTTP/1.1\r\n",
  "GET / HTTP/1.0\r\n",
  "POST / HTTP/1.1\n",
  "CONNECT a:1 HTTP/1.1\r\n",
];
const fields = [
  line,
  line,
  "Content-Length: 2\r\n",
  "Content-Length: 0\r\n",
  "Content-Length: 40\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: identity, chunked\r\n",
  "Host: a\r\n",
  "A: b\r\n ",
  "\n",
  "\r",
  "Transfer-Encoding:\r\n identity\r\n",
];
const ends = ["\r\n", "\r\n", "\r\n", "\n", "\r\n\r\n"];
const bodies = ["{}", "{}", "0\r\n\r\n", `GET /2 HTTP/1.1\r\n${line}\r\n`, line];

function withoutLines(text: string): string {
  return text.replaceAll(line, "");
}

/** Numbers from 0 to 1, the same each time (Park and Miller's). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Whole, byte by byte, and cut in two at every place. */
function everySplit(given: string, expected: string): void {
  assert.equal(run([given]), expected);
  assert.equal(run([...given]), expected);
  for (let at = 1; at < given.length; at++) assert.equal(run([given.slice(0, at), given.slice(at)]), expected);
}

function run(chunks: readonly string[]): string {
  const heads = new RequestHeads();
  const out = chunks.map((chunk) => heads.pass(Buffer.from(chunk, "latin1")));
  return Buffer.concat([...out, heads.end()]).toString("latin1");
}
