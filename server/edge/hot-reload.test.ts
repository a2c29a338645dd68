import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { forwardHotReload } from "./hot-reload.ts";
import { certificates, exchange, host, status, testEdge } from "./test-edge.ts";

const upgrade = (path: string, origin: string) =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;

describe("a WebSocket", () => {
  for (const [name, path, origin, expected] of [
    ["of hot reload from our page reaches Next", "/_next/hmr", `https://${host}`, 101],
    ["from another site is closed", "/_next/hmr", "https://evil.example", Number.NaN],
    ["at another path is closed", "/tenants", `https://${host}`, Number.NaN],
  ] as const) {
    test(name, async () => {
      await using edge = await testEdge();
      const upgrades = createServer().on("upgrade", (_request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
      forwardHotReload(edge.server, upgrades, [host]);
      assert.equal(status(await exchange(edge, upgrade(path, origin), certificates.client)), expected);
    });
  }

  test("is a plain request in production", async () => {
    await using edge = await testEdge();
    const request = upgrade("/x", `https://${host}`).replace("Connection: Upgrade", "Connection: Upgrade, close");
    assert.equal(status(await exchange(edge, request)), 200);
  });

  test("does not keep the server from stopping", async () => {
    const { promise: upgraded, resolve } = Promise.withResolvers<void>();
    await using edge = await testEdge();
    const upgrades = createServer().on("upgrade", () => resolve());
    const closeSockets = forwardHotReload(edge.server, upgrades, [host]);
    const ended = exchange(edge, upgrade("/_next/hmr", `https://${host}`)).catch(() => "");
    await upgraded;
    closeSockets();
    assert.equal(await ended, "");
  });
});
