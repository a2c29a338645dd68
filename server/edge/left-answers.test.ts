import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { send } from "#server/native/send.ts";
import { RawTls } from "#tests/raw-tls.ts";
import { certificates, host, testEdge } from "./test-edge.ts";

const { certificatePem: cert, keyPem: key } = certificates.client;

test("whoever answers a connection that broke meanwhile comes to an end, and gives back what they hold", {
  timeout: 20_000,
}, async () => {
  const { promise: all, resolve: ended } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: broken, resolve: breakUp } = Promise.withResolvers<void>();
  let working = 0;
  await using edge = await testEdge({
    pages: async (request, response) => {
      if (++working === 21) begin();
      if (working === 1) request.socket.once("close", () => setImmediate(breakUp));
      await broken;
      if (request.url === "/whole") await send(response, 200, { "Content-Type": "text/plain" }, "x".repeat(100_000));
      else await pipeline(Readable.from(Array(50).fill("x".repeat(9_000))), response).catch(() => undefined);
      if (--working === 0) ended();
    },
  });
  const next = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  using connection = await RawTls.open(edge.port, { certificate: { cert, key } });
  await connection.send(next("/whole") + (next("/whole") + next("/streamed")).repeat(10));
  await begun;
  connection.socket.destroy();
  await all;
  assert.equal(working, 0);
});
