import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { connect } from "node:tls";
import { certificates, connectPlain, connectTls, get, host, readAll, status, testEdge } from "./test-edge.ts";

const signature = Buffer.from("0d0a0d0a000d0a515549540a", "hex");

describe("PROXY protocol v2", () => {
  const behind = { balancers: ["127.0.0.0/8"] };

  for (const [name, header, address] of [
    ["IPv4", proxy(0x21, 0x11, "c0000201 7f000001 1f90 01bb"), "192.0.2.1"],
    ["IPv4 with type-length-values after it", proxy(0x21, 0x11, "c0000201 7f000001 1f90 01bb 03 0004 01020304"), "192.0.2.1"],
    ["IPv6", proxy(0x21, 0x21, `20010db8${"0".repeat(23)}1 ${"0".repeat(31)}1 1f90 01bb`), "2001:db8::1"],
    [
      "an IPv4 visitor written as IPv6",
      proxy(0x21, 0x21, `${"0".repeat(20)}ffffc0000201 ${"0".repeat(31)}1 1f90 01bb`),
      "192.0.2.1",
    ],
    ["the balancer's own check (LOCAL)", proxy(0x20, 0x00, ""), "127.0.0.1"],
  ] as const) {
    test(`${name}: the visitor is ${address}`, async () => {
      await using edge = await testEdge({}, behind);
      assert.equal(status(await through(edge.port, [header])), 200);
      assert.equal(edge.seen[0]?.peer?.address, address);
    });
  }

  test("the header may come byte by byte", async () => {
    await using edge = await testEdge({}, behind);
    const bytes = [...proxy(0x21, 0x11, "c0000201 7f000001 1f90 01bb")].map((byte) => Buffer.from([byte]));
    assert.equal(status(await through(edge.port, bytes)), 200);
    assert.equal(edge.seen[0]?.peer?.address, "192.0.2.1");
  });

  for (const [name, header] of [
    ["another version", proxy(0x11, 0x11, "c0000201 7f000001 1f90 01bb")],
    ["UDP", proxy(0x21, 0x12, "c0000201 7f000001 1f90 01bb")],
    ["too short for its family", proxy(0x21, 0x11, "c0000201")],
    ["longer than anyone needs", proxy(0x21, 0x11, "00".repeat(3000))],
    ["version 1", Buffer.from("PROXY TCP4 192.0.2.1 127.0.0.1 8080 443\r\n")],
  ] as const) {
    test(`${name}: closed without an answer`, async () => {
      await using edge = await testEdge({}, behind);
      const socket = await connectPlain(edge.port);
      socket.write(header);
      assert.equal(await readAll(socket), "");
    });
  }

  test("a listed balancer that sends no header is closed", async () => {
    await using edge = await testEdge({}, behind);
    await assert.rejects(connectTls(edge, certificates.client), /ECONNRESET|disconnected/);
  });

  test("from anyone else the header is garbage", async () => {
    await using edge = await testEdge({}, { balancers: ["192.0.2.0/24"] });
    const socket = await connectPlain(edge.port);
    socket.write(proxy(0x21, 0x11, "c0000201 7f000001 1f90 01bb"));
    await readAll(socket);
    assert.equal(edge.seen.length, 0);
    const ours = await connectTls(edge, certificates.client);
    ours.write(get("/"));
    assert.equal(status(await readAll(ours)), 200);
  });

  for (const entry of ["10.0.0.0/33", "balancer.example", "10.0.0.0/x"]) {
    test(`${entry} in the setting is named at start`, () =>
      assert.rejects(testEdge({}, { balancers: [entry] }), /PORTAL_PROXY_FROM/));
  }
});

describe("slow and many", () => {
  test("a hundred heads that never end hinder nobody, and are closed in time", async () => {
    await using edge = await testEdge();
    edge.server.headersTimeout = 300;
    const slow = await Promise.all(Array.from({ length: 100 }, () => connectTls(edge, certificates.client)));
    const ends = slow.map((socket, at) => {
      // Half of them stop where the byte filter holds what it has.
      socket.write(at % 2 ? `GET / HTTP/1.1\r\nHost: ${host}\r\n` : `GET / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: ide`);
      return readAll(socket);
    });
    const quick = await connectTls(edge, certificates.client);
    quick.write(get("/"));
    assert.equal(status(await readAll(quick)), 200);
    for (const answer of await Promise.all(ends)) assert.match(answer, /^(HTTP\/1\.1 408|$)/);
  });

  test("a head beyond the limit is refused", async () => {
    await using edge = await testEdge();
    const socket = await connectTls(edge, certificates.client);
    socket.write(get("/", `A: ${"x".repeat(20_000)}\r\n`));
    assert.equal(status(await readAll(socket)), 431);
  });

  test("one address holds so many connections and no more; a closed one makes room", async () => {
    await using edge = await testEdge();
    const held = await Promise.all(Array.from({ length: 256 }, () => connectPlain(edge.port)));
    const extra = await connectPlain(edge.port);
    assert.equal(await readAll(extra), "");
    held[0]?.destroy();
    for (let tries = 0; tries < 50; tries++) {
      const socket = await connectTls(edge, certificates.client).catch(() => undefined);
      if (!socket) continue;
      socket.write(get("/"));
      assert.equal(status(await readAll(socket)), 200);
      for (const one of held) one.destroy();
      return;
    }
    assert.fail("the place of the closed connection stayed taken");
  });

  test("closing lets the request that is being answered finish", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: closing, resolve: close } = Promise.withResolvers<void>();
    const edge = await testEdge({
      pages: async (_request, response) => {
        arrive();
        await closing;
        response.end("finished");
      },
    });
    const socket = await connectTls(edge, certificates.client);
    socket.write(get("/"));
    await arrived;
    const closed = edge.close();
    close();
    assert.match(await readAll(socket), /finished/);
    await closed;
  });

  test("a port in use is one clear sentence", async () => {
    await using edge = await testEdge();
    await assert.rejects(
      testEdge({}, { port: edge.port }),
      new RegExp(`^Error: Port ${edge.port} is already in use\\. .*PORTAL_PORT`),
    );
  });
});

function proxy(command: number, family: number, hex: string): Buffer {
  const rest = Buffer.from(hex.replaceAll(" ", ""), "hex");
  return Buffer.concat([signature, Buffer.from([command, family, rest.length >> 8, rest.length & 255]), rest]);
}

/** PROXY header in these segments, then TLS and one GET on the same connection. */
async function through(port: number, segments: readonly Buffer[]): Promise<string> {
  const raw = await connectPlain(port);
  raw.setNoDelay(true);
  for (const segment of segments) await new Promise((resolve) => raw.write(segment, resolve));
  const { certificatePem: cert, keyPem: key } = certificates.client;
  const socket = connect({ socket: raw, servername: "localhost", ca: certificates.authority.certificatePem, cert, key });
  await once(socket, "secureConnect");
  socket.write(get("/"));
  return readAll(socket);
}
