import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Peer, PeerCertificate } from "#lib/platform/peer.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import type { House } from "./answer.ts";
import { exchange, get, known, status, testEdge } from "./test-edge.ts";

const revoked = { state: "revoked", ...known } as const satisfies PeerCertificate;
const asking: NativeRoute = {
  path: /^\/api\/cert$/,
  methods: ["GET"],
  access: "certificate",
  answer: async (_request, response) => void response.end(),
};
const native: NativeRoute = { ...asking, door: "api" };

/** An edge that notes what would be recorded. */
async function noting(certificate: PeerCertificate, changes: Partial<House> = {}) {
  const noted: string[] = [];
  const recordRefused = async (peer: Peer, door: string) => {
    noted.push(`${door} ${peer.certificate.state} ${peer.address} ${peer.userAgent}`);
  };
  const edge = await testEdge({ identify: async () => certificate, recordRefused, routes: [native], ...changes });
  return Object.assign(edge, { noted });
}

const navigation = "Sec-Fetch-Dest: document\r\nUser-Agent: x\r\n";

describe("a certificate of ours that is turned away", () => {
  for (const [name, request, expected] of [
    ["at a page", get("/", navigation), ["portal revoked 127.0.0.1 x"]],
    ["by a program", get("/tenants/u00000014", "User-Agent: x\r\n"), ["portal revoked 127.0.0.1 x"]],
    ["at a native route, whatever it says of itself", get("/api/cert", "Sec-Fetch-Dest: empty\r\n"), ["api revoked 127.0.0.1 "]],
    ["at a picture of a page", get("/picture.png", "Sec-Fetch-Dest: image\r\n"), []],
    ["at a script's request", get("/", "Sec-Fetch-Dest: empty\r\n"), []],
  ] as const) {
    test(`${name}: ${expected.length === 1 ? "recorded" : "not recorded"}`, async () => {
      await using edge = await noting(revoked);
      assert.equal(status(await exchange(edge, request)), 403);
      assert.deepEqual(edge.noted, expected);
    });
  }

  test("at a static file or a guide is not turned away, so not recorded", async () => {
    await using edge = await noting(revoked);
    for (const path of ["/guides/windows", "/favicon.ico", "/_next/static/a.js"]) {
      assert.equal(status(await exchange(edge, get(path, navigation))), 200);
    }
    assert.deepEqual(edge.noted, []);
  });

  test("reads its page also when nothing can be recorded", async () => {
    const recordRefused = async () => {
      throw new Error("no table");
    };
    await using edge = await noting(revoked, { recordRefused });
    const answer = await exchange(edge, get("/", navigation));
    assert.equal(status(answer), 403);
    assert.match(answer, /証明書は失効しています/);
  });

  test("because its organisation is stopped reads so", async () => {
    await using edge = await noting({ state: "stopped", ...known });
    const answer = await exchange(edge, get("/", navigation));
    assert.equal(status(answer), 403);
    assert.match(answer, /<h1>この証明書のテナントは現在ご利用いただけません<\/h1>/);
    assert.deepEqual(edge.noted, ["portal stopped 127.0.0.1 x"]);
  });

  test("where it asks for a renewal stands among the renewals too; where it only asks about one, nowhere", async () => {
    const attempts: string[] = [];
    const refused = async (peer: Peer) => void attempts.push(peer.certificate.state);
    const routes: NativeRoute[] = [{ ...asking, methods: ["POST"], door: "api", refused }, asking];
    await using edge = await noting(revoked, { routes });
    assert.equal(status(await exchange(edge, get("/api/cert"))), 403);
    assert.deepEqual([edge.noted, attempts], [[], []]);
    assert.equal(status(await exchange(edge, get("/api/cert").replace("GET", "POST"))), 403);
    assert.deepEqual([edge.noted, attempts], [["api revoked 127.0.0.1 "], ["revoked"]]);
  });

  test("is told so as a problem where programs ask, whatever they say that they accept", async () => {
    await using edge = await noting(revoked);
    const answer = await exchange(edge, get("/api/cert", "Accept: text/html\r\n"));
    assert.match(answer, /^Content-Type: application\/problem\+json\r$/m);
    assert.match(answer, /"code":"CERTIFICATE_REVOKED"/);
  });
});
