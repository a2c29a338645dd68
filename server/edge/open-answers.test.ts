import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { send } from "#server/native/send.ts";
import { RawTls } from "#tests/raw-tls.ts";
import { certificates, get, host, testEdge } from "./test-edge.ts";

const { certificatePem: cert, keyPem: key } = certificates.client;

test("a connection that breaks ends every answer on it, also those whose turn had not come", async () => {
  const { promise: all, resolve: ended } = Promise.withResolvers<void>();
  const begun: string[] = [];
  const over: string[] = [];
  const { promise: waiting, resolve: wait } = Promise.withResolvers<void>();
  await using edge = await testEdge({
    pages: async (request, response) => {
      if (begun.push(request.url ?? "") === 21) wait();
      // The first never comes to an end: the others wait behind it.
      if (request.url === "/first") await new Promise((resolve) => response.once("close", resolve));
      else if (request.url === "/whole") await send(response, 200, { "Content-Type": "text/plain" }, "x".repeat(100_000));
      else await pipeline(Readable.from(Array(50).fill("x".repeat(9_000))), response).catch(() => undefined);
      if (over.push(request.url ?? "") === 21) ended();
    },
  });
  const next = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  using connection = await RawTls.open(edge.port, { certificate: { cert, key } });
  await connection.send(next("/first") + (next("/whole") + next("/streamed")).repeat(10));
  await waiting;
  assert.deepEqual(over, []);
  connection.socket.destroy();
  await all;
  using after = await RawTls.open(edge.port, { certificate: { cert, key } });
  await after.send(get("/whole"));
  assert.equal((await after.answer()).status, 200);
});
