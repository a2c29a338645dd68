import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { certificates, connectTls, exchange, get, host, readAll, status, testEdge } from "./test-edge.ts";

describe("the handshake", () => {
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    test(`${version} is spoken`, async () => {
      await using edge = await testEdge();
      const socket = await connectTls(edge, certificates.client, { minVersion: version, maxVersion: version });
      socket.write(get("/"));
      assert.equal(status(await readAll(socket)), 200);
      assert.equal(edge.seen[0]?.peer?.tlsVersion, version);
    });

    test(`a ${version} session is not resumed, so that the certificate is proven anew`, async () => {
      await using edge = await testEdge();
      const first = await connectTls(edge, certificates.client, { minVersion: version, maxVersion: version });
      let session = first.getSession();
      first.on("session", (newer) => {
        session = newer;
      });
      first.write(get("/"));
      await readAll(first);
      const second = await connectTls(edge, undefined, { minVersion: version, maxVersion: version, ...(session && { session }) });
      assert.equal(second.isSessionReused(), false);
      second.write(get("/"));
      assert.equal(status(await readAll(second)), 403);
    });
  }

  test("TLS 1.1 is refused", async () => {
    await using edge = await testEdge();
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await assert.rejects(connectTls(edge, certificates.client, old), /alert protocol version|unsupported protocol/);
  });

  for (const ciphers of ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "DHE-RSA-AES128-GCM-SHA256"]) {
    test(`${ciphers} is refused: no forward secrecy by ECDHE, or no AEAD`, async () => {
      await using edge = await testEdge();
      await assert.rejects(connectTls(edge, certificates.client, { maxVersion: "TLSv1.2", ciphers }), /handshake failure/);
    });
  }

  test("HTTP/1.1 alone is offered", async () => {
    await using edge = await testEdge();
    const socket = await connectTls(edge, certificates.client, { ALPNProtocols: ["h2", "http/1.1"] });
    assert.equal(socket.alpnProtocol, "http/1.1");
    socket.destroy();
  });

  test("new keys serve new connections while old ones stay", async () => {
    await using edge = await testEdge();
    const before = await connectTls(edge);
    const { certificatePem, keyPem } = certificates.other;
    edge.use({ certificatePem, keyPem, authorities: [certificates.authority.certificatePem] });
    const after = await connectTls(edge, undefined, { rejectUnauthorized: false });
    assert.equal(after.getPeerX509Certificate()?.raw.equals(certificates.other.der), true);
    assert.equal(before.getPeerX509Certificate()?.raw.equals(certificates.server.der), true);
    before.write(get("/healthz"));
    assert.equal(status(await readAll(before)), 200);
    after.destroy();
  });
});

describe("Transfer-Encoding on the wire", () => {
  const identity = "Transfer-Encoding: identity\r\n";
  const post = (fields: string, body: string) => `POST /api/x HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n${body}`;

  test("glclient2's POST and GET on one connection, in segments of one byte", async () => {
    await using edge = await testEdge();
    const socket = await connectTls(edge, certificates.client);
    socket.setNoDelay(true);
    const bytes = post(`${identity}Content-Length: 2\r\n`, "{}") + get("/p12", identity);
    for (const byte of bytes) {
      if (!socket.write(byte)) await once(socket, "drain");
    }
    const answer = await readAll(socket);
    assert.match(answer, /page POST \/api\/x \{\}[\s\S]*page GET \/p12/);
    assert.equal(edge.seen[0]?.request.headers["transfer-encoding"], undefined);
  });

  test("many pipelined requests in one segment", async () => {
    await using edge = await testEdge();
    const many = post(`${identity}Content-Length: 2\r\n`, "{}").repeat(50) + get("/last", identity);
    assert.match(await exchange(edge, many), /page GET \/last/);
    assert.equal(edge.seen.length, 51);
  });

  test("a large body arrives byte for byte", async () => {
    await using edge = await testEdge();
    const body = `${get("/inner", identity)}x`.repeat(5000);
    await exchange(edge, post(`${identity}Content-Length: ${body.length}\r\n`, body) + get("/end"));
    assert.equal(edge.seen[0]?.body, body);
    assert.equal(edge.seen.length, 2);
  });

  test("chunked bodies work as before", async () => {
    await using edge = await testEdge();
    const answer = await exchange(edge, post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n") + get("/end"));
    assert.match(answer, /page POST \/api\/x \{\}[\s\S]*page GET \/end/);
  });

  for (const [name, fields, body] of [
    ["identity and chunked", `${identity}Transfer-Encoding: chunked\r\n`, "0\r\n\r\n"],
    ["chunked and identity", `Transfer-Encoding: chunked\r\n${identity}`, "0\r\n\r\n"],
    ["identity, chunked with a length", "Transfer-Encoding: identity, chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"],
    ["chunked with a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"],
    ["identity twice", `${identity}${identity}Content-Length: 2\r\n`, "{}"],
    ["two lengths", `${identity}Content-Length: 2\r\nContent-Length: 3\r\n`, "{}x"],
    ["a folded value", "Transfer-Encoding:\r\n identity\r\nContent-Length: 2\r\n", "{}"],
    ["a blank before the colon", "Transfer-Encoding : identity\r\nContent-Length: 2\r\n", "{}"],
    ["no length, and a body that looks like a request", identity, get("/smuggled")],
  ] as const) {
    test(`${name}: 400, and nothing after it is served`, async () => {
      await using edge = await testEdge();
      const answer = await exchange(edge, post(fields, body) + get("/smuggled"));
      assert.equal(status(answer), 400);
      assert.equal(edge.seen.filter(({ request }) => request.url === "/smuggled").length, 0);
    });
  }
});
