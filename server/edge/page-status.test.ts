import assert from "node:assert/strict";
import { test } from "node:test";
import { setAnswerStatus } from "#lib/platform/answer-status.ts";
import { withPageStatus } from "./page-status.ts";
import { certificates, connectTls, host, testEdge } from "./test-edge.ts";

async function statusLine(pages: Parameters<typeof testEdge>[0]): Promise<string> {
  await using edge = await testEdge(pages);
  const socket = await connectTls(edge, certificates.client);
  socket.write(`GET /tenants/u00000001 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer.slice(0, answer.indexOf("\r\n"));
}

test("a page that refuses chooses its status, also after the first await", async () => {
  const line = await statusLine({
    pages: async (_request, response) => {
      await Promise.resolve();
      setAnswerStatus(403);
      response.setHeader("Content-Type", "text/html");
      response.write("<h1>");
      response.end("</h1>");
    },
  });
  assert.equal(line, "HTTP/1.1 403 Forbidden");
});

test("a page that says nothing is 200, and what was chosen for a redirect stays", async () => {
  assert.equal(await statusLine({ pages: async (_request, response) => void response.end("page") }), "HTTP/1.1 200 OK");
  const redirect = await statusLine({
    pages: async (_request, response) => {
      setAnswerStatus(404);
      response.writeHead(307, { Location: "/" }).end();
    },
  });
  assert.equal(redirect, "HTTP/1.1 307 Temporary Redirect");
});

test("of two pages at once each has its own status", async () => {
  const answers = [200, 404].map(async (status) => {
    const heads: number[] = [];
    const response = { writeHead: (code: number) => heads.push(code) } as unknown as Parameters<typeof withPageStatus>[0];
    await withPageStatus(response, async () => {
      await Promise.resolve();
      if (status !== 200) setAnswerStatus(status);
      response.writeHead(200);
    });
    return heads;
  });
  assert.deepEqual(await Promise.all(answers), [[200], [404]]);
});
