import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { env } from "#lib/platform/env.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import { answerRequests, type House } from "./answer.ts";
import { startEdges } from "./start-edges.ts";
import { certificates, exchange, get, host, status, testEdge, testHouse } from "./test-edge.ts";

const auth = "auth.example.jp:9443";
const native = (path: RegExp, access: "anyone" | "certificate"): NativeRoute => ({
  path,
  methods: ["GET", "POST"],
  access,
  answer: async (_request, response) => void response.end("a program's"),
});
const routes: NativeRoute[] = [
  native(/^\/api\/cert$/, "certificate"),
  native(/^\/ca\.crt$/, "anyone"),
  { ...native(/^\/tenants\/x$/, "anyone"), access: "session", address: "/tenants/x", permission: "tenants:read" },
];
const named = (request: string, name: string) => request.replace(`Host: ${host}`, `Host: ${name}`);
const names = { authHosts: [auth], routes } satisfies Partial<House>;

describe("under a name for programs", () => {
  for (const [path, expected] of [
    ["/api/cert", 200],
    ["/ca.crt", 200],
    ["/", 404],
    ["/guides/windows", 404],
    ["/api/auth/signin", 404],
    ["/tenants/x", 404],
    ["/_next/static/a.js", 404],
    ["/favicon.ico", 404],
  ] as const) {
    test(`${path} is answered with ${expected}`, async () => {
      await using edge = await testEdge(names);
      const answer = await exchange(edge, named(get(path), auth.toUpperCase()));
      assert.equal(status(answer), expected);
      assert.match(answer, /^Cache-Control: no-store\r$/m);
      assert.equal(edge.seen.length, 0);
    });
  }

  test("what is not there is told in the form that was asked for", async () => {
    await using edge = await testEdge(names);
    const json = await exchange(edge, named(get("/x", "Accept: application/json\r\n"), auth));
    assert.match(json, /^Content-Type: application\/problem\+json\r$/m);
    assert.match(await exchange(edge, named(get("/x"), auth)), /<h1>ページが見つかりません<\/h1>/);
  });

  test("a form of a page of the portal is from another site", async () => {
    await using edge = await testEdge(names);
    const post = get("/api/cert", `Origin: https://${host}\r\n`).replace("GET", "POST");
    assert.equal(status(await exchange(edge, named(post, auth))), 403);
    assert.equal(status(await exchange(edge, named(get("/api/cert").replace("GET", "POST"), auth))), 200);
  });
});

describe("with a port of its own", () => {
  const listening = (changes: { authPort?: number; port?: number } = {}) => {
    const { certificatePem, keyPem } = certificates.server;
    const keys = { certificatePem, keyPem, authorities: [certificates.authority.certificatePem] };
    return startEdges({
      port: 0,
      authPort: 0,
      bind: "127.0.0.1",
      balancers: [],
      keys,
      hosts: env().hosts,
      authHosts: [auth],
      answer: (given) => answerRequests({ ...testHouse([]), ...names, ...given }),
      ...changes,
    });
  };

  test("each name is served on its own port alone", async () => {
    const edge = await listening();
    const programs = edge.auth;
    assert.ok(programs);
    const ask = async (at: typeof programs, name: string) => status(await exchange(at, named(get("/api/cert"), name)));
    assert.deepEqual(
      [await ask(edge, host), await ask(edge, auth), await ask(programs, auth), await ask(programs, host)],
      [200, 421, 200, 421],
    );
    await edge.close();
  });

  test("new keys are used on both", async () => {
    const edge = await listening();
    const { other } = certificates;
    edge.use({
      certificatePem: other.certificatePem,
      keyPem: other.keyPem,
      authorities: [certificates.authority.certificatePem],
    });
    for (const each of [edge, edge.auth]) {
      assert.ok(each);
      await assert.rejects(exchange(each, get("/")), { code: /SELF_SIGNED/ });
    }
    await edge.close();
  });

  test("one that is in use is named, and nothing stays open", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const address = taken.address();
    const authPort = typeof address === "object" ? (address?.port ?? 0) : 0;
    await assert.rejects(listening({ authPort }), new RegExp(`Port ${authPort} is already in use.* set PORTAL_AUTH_PORT`));
    taken.close();
  });
});
