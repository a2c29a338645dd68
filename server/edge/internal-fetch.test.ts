import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { answerInternalFetches } from "./internal-fetch.ts";

test("what Next asks its own address never leaves the process; other requests do", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("outside");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = globalThis.fetch;
  try {
    answerInternalFetches();
    // As action-handler.js of Next 16.4.5 writes it, and as its patched fetch passes it on.
    const marked = { headers: { cookie: "a=b" }, next: { internal: 1, fetchType: "origin", fetchIdx: 1, tags: [] } };
    const unmarked = { headers: {}, next: { revalidate: 1 } };
    const internal = await fetch(`${address}/target?_rsc`, marked);
    assert.equal(internal.status, 204);
    assert.equal(internal.headers.get("content-type"), null);
    assert.equal(await (await fetch(`${address}/other`, unmarked)).text(), "outside");
    assert.equal(await (await fetch(`${address}/plain`)).text(), "outside");
    assert.deepEqual(asked, ["/other", "/plain"]);
  } finally {
    globalThis.fetch = before;
    server.closeAllConnections();
    server.close();
  }
});
