import assert from "node:assert/strict";
import { test } from "node:test";
import { field, RawTls, requireProper } from "#tests/raw-tls.ts";
import { certificates, connectPlain, get, host, readAll, testEdge } from "./test-edge.ts";

for (const [name, bytes, status] of [
  ["no HTTP at all", "hello\r\n\r\n", 400],
  ["a head that says two lengths", get("/", "Content-Length: 1\r\nContent-Length: 2\r\n"), 400],
  ["a head beyond the limit", get("/", `A: ${"x".repeat(20_000)}\r\n`), 431],
  ["a head that never ends", `GET / HTTP/1.1\r\nHost: ${host}\r\n`, 408],
] as const) {
  test(`${name}: ${status}, with type and length, and the connection ends`, async () => {
    await using edge = await testEdge();
    edge.server.headersTimeout = 300;
    using connection = await RawTls.open(edge.port);
    await connection.send(bytes);
    const answer = await connection.answer();
    requireProper(answer);
    assert.equal(answer.status, status);
    assert.equal(field(answer, "Connection"), "close");
    assert.deepEqual(JSON.parse(answer.body.toString()).status, status);
    assert.equal(await connection.end(), "");
  });
}

test("what cannot be read behind a request whose answer has begun cuts that answer, and writes nothing into it", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  await using edge = await testEdge({
    pages: async (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 1000 });
      response.write("half", () => begin());
    },
  });
  const { certificatePem: cert, keyPem: key } = certificates.client;
  using connection = await RawTls.open(edge.port, { certificate: { cert, key } });
  await connection.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await begun;
  await connection.send("hello\r\n\r\n");
  const said = await connection.end();
  assert.match(said, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(said, /\r\n\r\nhalf$/);
});

test("who speaks no TLS gets no HTTP answer", async () => {
  await using edge = await testEdge();
  const socket = await connectPlain(edge.port);
  socket.write("GET / HTTP/1.1\r\n\r\n");
  assert.doesNotMatch(await readAll(socket), /HTTP/);
});
