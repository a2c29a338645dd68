import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { sessionScope } from "#lib/access/session-scope.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { openDumpLink } from "#lib/dumps/open-link.ts";
import { removeDump } from "#lib/dumps/remove.ts";
import { newStoredDump } from "#lib/dumps/stored-file.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { type Peer, withPeer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import { sessionCookie } from "#lib/sessions/model.ts";
import { findSession } from "#lib/sessions/queries.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { sealingStream } from "#lib/storage/sealing-stream.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { dumpFile } from "./dump-file.ts";

let database: TestDatabase;
let server: Server;
let clinic: Scope;
let peers: readonly [Peer, Peer];
/** Whose certificate the next request comes with. */
let current: Peer;
let me: Visitor;
const patience = { now: 60_000 };
/** More than sockets and the reader ahead take up between them. */
const bytes = randomBytes(60_000_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");

interface Visitor {
  readonly scope: Scope;
  readonly cookie: string;
  readonly peer: Peer;
  readonly userId: string;
}

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const form = { requestId: randomUUID(), kind: "client", count: 2, note: "" } as const;
  const [first = 0, second = 0] = await requestCertificates(clinic, form);
  peers = [await house.peerOf(first), await house.peerOf(second)];
  me = await visitor("kasahara", peers[0]);
  server = createServer((incoming, outgoing) => {
    const route = dumpFile(patience.now);
    const match = route.path.exec(incoming.url ?? "");
    if (match) void withPeer(current, () => route.answer(incoming, outgoing, match));
    else outgoing.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await stopJobSender();
  await database.close();
});

async function visitor(loginId: string, peer: Peer): Promise<Visitor> {
  const user = await house.makeUser(clinic, loginId);
  const { token } = await signIn({ loginId, password: user.password }, peer, systemClock);
  const session = await findSession(token, peer, new Date());
  assert.ok(session);
  const scope = await sessionScope(session, peer);
  return { scope, cookie: `${sessionCookie}=${token}`, peer, userId: user.id };
}

/** A dump that was made, and its address for one visitor. */
async function linked(who: Visitor = me): Promise<{ id: string; path: string }> {
  const id = randomUUID();
  const fileName = `u00000001_${randomBytes(4).toString("hex")}.dump`;
  const { file, keyEnvelope } = newStoredDump(clinic, { id, attempt: 1 });
  const sealing = sealingStream(file);
  sealing.end(bytes);
  await once(sealing, "finish");
  await clinic.db.databaseDump.create({
    data: {
      ...{ id, tenantId: clinic.tenant.id, kind: "manual", state: "done", fileName, loginId: "x", attempt: 1 },
      ...{ size: bytes.length, sha256, keyEnvelope, createdAt: new Date() },
    },
  });
  const { token } = await withPeer(who.peer, () => openDumpLink(who.scope, { id }));
  return { id, path: `/tenants/u00000001/apps/orca/dump-files/${token}/${fileName}` };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly whole: boolean;
}

/** @param onBegin when the first bytes are here; reading goes on after it */
async function fetchFile(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  options: { method?: string; who?: Visitor; peer?: Peer; onBegin?: () => Promise<unknown> } = {},
): Promise<Answer> {
  const { method = "GET", who = me, peer = who.peer, onBegin } = options;
  current = peer;
  const { port } = server.address() as AddressInfo;
  const asking = request({ host: "127.0.0.1", port, path, method, headers: { Cookie: who.cookie, ...headers } }).end();
  const [incoming] = (await once(asking, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) {
      if (chunks.length === 0) await onBegin?.();
      chunks.push(chunk);
    }
  } catch {
    // Cut off: what counts is what came.
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks), whole: incoming.complete };
}

const entries = () => clinic.db.auditEntry.count();

describe("the file behind a link", () => {
  test("goes out whole, with its length, its hash and its name", async () => {
    const { path } = await linked();
    const { status, headers, body } = await fetchFile(path);
    assert.equal(status, 200);
    assert.ok(body.equals(bytes));
    assert.equal(headers.etag, `"${sha256}"`);
    assert.equal(headers["content-length"], String(bytes.length));
    assert.equal(headers["accept-ranges"], "bytes");
    assert.match(String(headers["content-disposition"]), /^attachment; filename="u00000001_[0-9a-f]{8}\.dump"$/);
  });

  test("HEAD tells the same, sends nothing and leaves no entry; nor does a GET: the link had its own", async () => {
    const { path } = await linked();
    const before = await entries();
    const { status, headers, body } = await fetchFile(path, {}, { method: "HEAD" });
    assert.equal(status, 200);
    assert.equal(headers["content-length"], String(bytes.length));
    assert.equal(body.length, 0);
    await fetchFile(path, { Range: "bytes=0-0" });
    assert.equal(await entries(), before);
  });

  test("a range across two pieces, the rest, the end; what is beyond it is 416", async () => {
    const { path } = await linked();
    const piece = 8 * 1024 * 1024;
    for (const [range, start, end] of [
      [`bytes=${piece - 3}-${piece + 2}`, piece - 3, piece + 3],
      ["bytes=59999990-", 59_999_990, 60_000_000],
      ["bytes=-7", 59_999_993, 60_000_000],
    ] as const) {
      const { status, headers, body } = await fetchFile(path, { Range: range });
      assert.equal(status, 206, range);
      assert.equal(headers["content-range"], `bytes ${start}-${end - 1}/${bytes.length}`);
      assert.equal(headers["content-length"], String(end - start));
      assert.ok(body.equals(bytes.subarray(start, end)), range);
    }
    const beyond = await fetchFile(path, { Range: "bytes=60000000-" });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers["content-range"], "bytes */60000000");
  });

  test("a download that was cut goes on where it stopped, and is the same file", async () => {
    const { path } = await linked();
    const { headers } = await fetchFile(path, {}, { method: "HEAD" });
    const first = bytes.subarray(0, 12_345_678);
    const rest = await fetchFile(path, { Range: `bytes=${first.length}-`, "If-Range": String(headers.etag) });
    assert.equal(rest.status, 206);
    assert.ok(Buffer.concat([first, rest.body]).equals(bytes));
    const other = await fetchFile(path, { Range: `bytes=${first.length}-`, "If-Range": '"another file"' });
    assert.equal(other.status, 200);
    assert.equal(other.body.length, bytes.length);
  });

  test("is there for this session over this certificate alone, and for an hour", async () => {
    const { path } = await linked();
    const other = await visitor("tanaka", peers[0]);
    assert.equal((await fetchFile(path, {}, { who: other })).status, 410);
    // The same cookie over another certificate is no session at all.
    assert.equal((await fetchFile(path, {}, { peer: peers[1] })).status, 401);
    const changed = path.replace(/dump-files\/[^/]{43}/, `dump-files/${"A".repeat(43)}`);
    assert.equal((await fetchFile(changed)).status, 410);
    assert.equal((await fetchFile(path.replace(/[^/]+\.dump$/, "other.dump"))).status, 410);
    await systemPool().query(`UPDATE dump_links SET "expiresAt" = now()`);
    const gone = await fetchFile(path);
    assert.equal(gone.status, 410);
    assert.match(gone.body.toString(), /DUMP_LINK_GONE/);
    assert.doesNotMatch(gone.body.toString(), new RegExp(sha256));
  });

  test("a clinic has no link of another", async () => {
    await house.makeTenant("u00000002");
    const { path } = await linked();
    assert.equal((await fetchFile(path.replace("u00000001", "u00000002"))).status, 404);
  });

  test("who is no longer permitted gets nothing of it", async () => {
    const general = await visitor("suzuki", peers[0]);
    const { path } = await linked(general);
    await clinic.db.user.update({ where: { id: general.userId }, data: { role: "auditor" } });
    assert.equal((await fetchFile(path, {}, { who: general })).status, 403);
  });
});

describe("readers who take nothing", () => {
  /** The head of the answer, and no more of it. */
  async function stalled(path: string): Promise<IncomingMessage> {
    current = me.peer;
    const { port } = server.address() as AddressInfo;
    const agent = new Agent();
    const asking = request({ host: "127.0.0.1", port, path, agent, headers: { Cookie: me.cookie } }).end();
    const [incoming] = (await once(asking, "response")) as [IncomingMessage];
    return incoming.on("error", () => {});
  }

  test("are few at once, since each holds memory; a look at the head is none", async () => {
    const { path } = await linked();
    const readers = await Promise.all(Array.from({ length: 6 }, () => stalled(path)));
    assert.deepEqual(
      readers.map(({ statusCode }) => statusCode),
      [200, 200, 200, 200, 200, 200],
    );
    const refused = await fetchFile(path, { Range: "bytes=0-0" });
    assert.deepEqual([refused.status, refused.headers["retry-after"]], [503, "60"]);
    assert.match(refused.body.toString(), /DOWNLOADS_BUSY/);
    assert.equal((await fetchFile(path, {}, { method: "HEAD" })).status, 200);
    for (const reader of readers) reader.destroy();
    let { status } = refused;
    while (status === 503) ({ status } = await fetchFile(path, { Range: "bytes=0-0" }));
    assert.equal(status, 206);
  });

  test("are cut off after a while, and their places are others'", async () => {
    const { path } = await linked();
    patience.now = 300;
    const readers = await Promise.all(Array.from({ length: 6 }, () => stalled(path)));
    patience.now = 60_000;
    let last = await fetchFile(path);
    while (last.status === 503) last = await fetchFile(path);
    assert.equal(last.body.length, bytes.length);
    for (const reader of readers) reader.destroy();
  });
});

describe("while it goes out", () => {
  /** Longer than the server waits between two questions. */
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1200));

  test("it breaks off, and is never wrong, when the dump is removed", async () => {
    const { id, path } = await linked();
    const { body, whole } = await fetchFile(path, {}, { onBegin: () => removeDump(me.scope, { id }) });
    assert.equal(whole, false);
    assert.ok(body.length < bytes.length && body.equals(bytes.subarray(0, body.length)));
    assert.equal((await fetchFile(path)).status, 410);
  });

  test("it breaks off when the user is stopped", async () => {
    const user = await visitor("sato", peers[0]);
    const { path } = await linked(user);
    const stop = async () => {
      await clinic.db.user.update({ where: { id: user.userId }, data: { state: "stopped" } });
      await aWhile();
    };
    const { body, whole } = await fetchFile(path, {}, { who: user, onBegin: stop });
    assert.equal(whole, false);
    assert.ok(body.equals(bytes.subarray(0, body.length)));
  });

  test("it breaks off when the clinic is stopped", async () => {
    const { path } = await linked();
    const change = (state: string) =>
      systemPool().query(`UPDATE tenants SET state = $1::"TenantState" WHERE "orcamoId" = 'u00000001'`, [state]);
    const stop = async () => {
      await change("stopped");
      await aWhile();
    };
    const { whole } = await fetchFile(path, {}, { onBegin: stop });
    await change("active");
    assert.equal(whole, false);
  });
});
