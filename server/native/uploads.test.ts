import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { answerOf, Caller, type Certificate } from "#tests/caller.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { announce, closed, codeOf, fileOf, piece, Sender, sendAndCut, sha256, startEdgeProcess } from "#tests/upload-kit.ts";

let database: TestDatabase;
let edge: AsyncDisposable;
let clinic: Scope;
let terminal: Certificate;
let admin: Caller;
let again: Caller;
let colleague: Caller;
let stranger: Caller;
const port = { now: 0 };
const users: Record<string, { id: string; loginId: string; password: string }> = {};

before(async () => {
  Object.assign(process.env, { PORTAL_UPLOAD_MAX_GB: "0.1", PORTAL_UPLOAD_QUOTA_GB: "0.15" });
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  const { terminalOf } = await import("#tests/caller.ts");
  const { openNativeEdge } = await import("#tests/native-edge.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const other = await house.makeTenant("u00000002");
  terminal = await terminalOf(clinic);
  for (const loginId of ["admin1", "admin2", "leaver1", "leaver2"]) users[loginId] = await house.makeUser(clinic, loginId);
  const at = () => port.now;
  admin = await Caller.signedIn(at, terminal, users.admin1 ?? assert.fail());
  again = await Caller.signedIn(at, terminal, users.admin1 ?? assert.fail());
  colleague = await Caller.signedIn(at, terminal, users.admin2 ?? assert.fail());
  stranger = await Caller.signedIn(at, await terminalOf(other), await house.makeUser(other, "stranger1"));
  const opened = await openNativeEdge();
  edge = opened;
  port.now = opened.port;
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const stored = (id: string) => path.join(database.dataDir, "storage", "uploads", id);

async function rowOf(id: string) {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  return systemDb().upload.findUniqueOrThrow({ where: { id } });
}

/** What the import would read. */
async function contentOf(id: string): Promise<Buffer> {
  const { openUpload } = await import("#lib/uploads/open.ts");
  return buffer((await openUpload(clinic, id)).stream());
}

/** By the portal itself, whosesoever it is. */
async function takeAway({ id }: Sender): Promise<void> {
  const { removeUpload } = await import("#lib/uploads/remove.ts");
  await removeUpload(clinic, { id });
}

/** Its sender is long silent: as if twenty seconds had passed. */
async function silenced(id: string): Promise<void> {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  await systemDb().upload.update({ where: { id }, data: { touchedAt: new Date(Date.now() - 30_000) } });
}

async function verified(sender: Sender, file: Buffer): Promise<void> {
  const finished = await sender.finish(sha256(file));
  assert.deepEqual([finished.status, JSON.parse(finished.text)], [200, { state: "verified" }]);
  assert.ok((await contentOf(sender.id)).equals(file));
  await sender.remove();
}

test("a file arrives as it was, is known by its hash, and stands in the log", async () => {
  const file = fileOf(2 * piece + 12_345);
  const sender = await Sender.begin(admin, file.length, "C:\\tmp\\\u202E診療所.backup");
  assert.match(
    sender.place,
    /^\/tenants\/u00000001\/apps\/orca\/uploads\/[0-9a-f-]{36}$/,
    "a path, not an address of ours or others",
  );
  const answer = await sender.patch(0, file);
  assert.deepEqual([answer.status, answer.headers["upload-offset"]], [204, String(file.length)]);
  assert.deepEqual(
    Object.keys(answer.headers).filter((name) => name.startsWith("access-control")),
    [],
  );
  await sender.finish(sha256(file));
  assert.equal((await sender.finish(sha256(file))).status, 200, "a second time is as good");
  assert.equal(codeOf(await sender.finish(sha256(fileOf(1)))), "UPLOAD_HASH_DIFFERS", "but not of another file");
  const { fileName, loginId, size, state } = await rowOf(sender.id);
  assert.deepEqual(
    { fileName, loginId, size, state },
    { fileName: "\uFFFD診療所.backup", loginId: "admin1", size: BigInt(file.length), state: "verified" },
  );
  const entries = await clinic.db.auditEntry.findMany({
    where: { action: { startsWith: "uploads:" } },
    orderBy: { sequence: "asc" },
  });
  assert.deepEqual(
    entries.map(({ action, target, facts }) => [action, target, (facts as { sha256?: string }).sha256]),
    [
      ["uploads:begin", fileName, undefined],
      ["uploads:finish", fileName, sha256(file)],
    ],
  );
  assert.ok((await contentOf(sender.id)).equals(file));
  assert.ok(readdirSync(stored(sender.id)).length === 3);
  await sender.remove();
});

test("a small one is announced and sent in one request; the same announcement twice begins once", async () => {
  const file = fileOf(1000);
  const requestId = crypto.randomUUID();
  const begun = await announce(admin, file.length, { requestId, body: file });
  assert.deepEqual([begun.status, begun.headers["upload-offset"]], [201, "1000"]);
  const repeated = await announce(admin, file.length, { requestId });
  assert.equal(repeated.headers.location, begun.headers.location);
  await verified(new Sender(admin, begun.headers.location ?? ""), file);
});

test("whether the browser, too, knew the hash is kept: its page says so", async () => {
  const { getUpload } = await import("#lib/uploads/queries.ts");
  const file = fileOf(1000);
  for (const declared of [sha256(file), null]) {
    const sender = await Sender.begin(admin, file.length);
    await sender.patch(0, file);
    await sender.finish(declared);
    const { state, isCompared } = await getUpload(clinic, sender.id);
    assert.deepEqual([state, isCompared], ["verified", declared !== null]);
    await sender.remove();
  }
});

describe("what breaks loses at most what came after the last piece:", () => {
  test("cut at 99 %, and resumed by a new session of the same person", async () => {
    const file = fileOf(3 * piece);
    const sender = await Sender.begin(admin, file.length);
    await sendAndCut(sender.openPatch(0, file.length), file.subarray(0, Math.floor(file.length * 0.99)));
    const later = sender.as(again);
    // The other side may still be storing the piece before the cut.
    while ((await later.offset()) < 2 * piece || (await rowOf(sender.id)).version % 2 === 1) await new Promise(setImmediate);
    assert.equal(await later.offset(), 2 * piece);
    assert.equal((await later.resume(file.length, sha256(file.subarray(0, piece)))).status, 200);
    assert.equal((await later.patch(2 * piece, file.subarray(2 * piece))).status, 204);
    await verified(later, file);
  });

  test("kill -9 of the portal in the middle; the hash is then computed from what is stored", async () => {
    const file = fileOf(2 * piece + 99);
    const first = await startEdgeProcess();
    const home = port.now;
    port.now = first.port;
    const sender = await Sender.begin(admin, file.length);
    const sent = sender.openPatch(0, file.length);
    sent.write(file.subarray(0, piece + 1_000_000));
    while ((await rowOf(sender.id)).offset === 0n) await new Promise(setImmediate);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    port.now = home;
    assert.equal(await sender.offset(), piece);
    assert.equal((await sender.patch(piece, file.subarray(piece))).status, 423, "nobody knows yet that the sender is dead");
    await silenced(sender.id);
    assert.equal((await sender.patch(piece, file.subarray(piece))).status, 204);
    assert.deepEqual(JSON.parse((await sender.finish(sha256(file))).text), { state: "received" });
    const { verifyUpload } = await import("#lib/uploads/verify.ts");
    await verifyUpload(clinic, sender.id);
    await verified(sender, file);
  });

  test("a full disk: 507 with words, and it goes on when there is room", async () => {
    const file = fileOf(piece + 5);
    const small = await startEdgeProcess(4096);
    const home = port.now;
    port.now = small.port;
    const sender = await Sender.begin(admin, file.length);
    const refused = await sender.patch(0, file);
    assert.deepEqual([refused.status, codeOf(refused)], [507, "STORAGE_FULL"]);
    assert.match(refused.text, /空きが足りません/);
    small.child.kill("SIGKILL");
    await once(small.child, "exit");
    port.now = home;
    assert.equal(await sender.offset(), 0);
    assert.equal((await sender.patch(0, file)).status, 204);
    await verified(sender, file);
  });
});

describe("what is not the announced file is not believed:", () => {
  test("another one to go on with, by its length or its first piece", async () => {
    const file = fileOf(2 * piece);
    const sender = await Sender.begin(admin, file.length);
    await sender.patch(0, file.subarray(0, piece));
    for (const [size, first] of [
      [file.length + 1, sha256(file.subarray(0, piece))],
      [file.length, sha256(fileOf(10))],
    ] as const) {
      const answer = await sender.resume(size, first);
      assert.deepEqual([answer.status, codeOf(answer)], [409, "UPLOAD_OTHER_FILE"]);
    }
    await sender.remove();
  });

  for (const [name, lost] of [
    ["hashed on arrival", false],
    ["hashed from what is stored", true],
  ] as const) {
    test(`another hash, ${name}: nothing is kept`, async () => {
      const file = fileOf(1000);
      const sender = await Sender.begin(admin, file.length);
      await sender.patch(0, file);
      const { systemDb } = await import("#lib/platform/system-db.ts");
      if (lost) await systemDb().upload.update({ where: { id: sender.id }, data: { sha256: null } });
      const answer = await sender.finish(sha256(fileOf(1000)));
      if (lost) {
        const { verifyUpload } = await import("#lib/uploads/verify.ts");
        await verifyUpload(clinic, sender.id);
      } else {
        assert.deepEqual([answer.status, codeOf(answer)], [409, "UPLOAD_HASH_DIFFERS"]);
      }
      const { state, reason, keyEnvelope } = await rowOf(sender.id);
      assert.deepEqual({ state, reason, keyEnvelope }, { state: "failed", reason: "UPLOAD_HASH_DIFFERS", keyEnvelope: null });
      assert.ok(!existsSync(stored(sender.id)));
      assert.equal(codeOf(await sender.finish(sha256(file))), "UPLOAD_HASH_DIFFERS", "and it stays so");
    });
  }

  test("not all of it yet", async () => {
    const sender = await Sender.begin(admin, 2 * piece);
    await sender.patch(0, fileOf(piece));
    assert.equal(codeOf(await sender.finish(null)), "UPLOAD_NOT_WHOLE");
    await sender.remove();
  });

  test("too large, empty, or more than the quota: refused before a byte is sent", async () => {
    for (const [size, status, code] of [
      [100_000_001, 413, "UPLOAD_TOO_LARGE"],
      [2 ** 53, 413, "UPLOAD_TOO_LARGE"],
      [1e21, 413, "UPLOAD_TOO_LARGE"],
      [0, 400, "UPLOAD_EMPTY"],
    ] as const) {
      const answer = await announce(admin, size);
      assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
    }
    const first = await Sender.begin(admin, 100_000_000);
    const both = await Promise.all([announce(admin, 50_000_000), announce(colleague, 50_000_000)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 507], "of two at once that fit alone, one");
    assert.equal(codeOf(both.find(({ status }) => status === 507) ?? assert.fail()), "UPLOAD_QUOTA");
    await first.remove();
    for (const { headers } of both) if (headers.location) await takeAway(new Sender(admin, headers.location));
  });

  test("so many files, however small; and a browser is told at once, since it would try a 409 for minutes", async () => {
    const { mostUploads } = await import("#lib/uploads/model.ts");
    const begun = await Promise.all(Array.from({ length: mostUploads }, () => announce(admin, 1)));
    const refused = await announce(colleague, 1);
    assert.deepEqual([refused.status, codeOf(refused)], [507, "UPLOADS_TOO_MANY"]);
    for (const { headers } of begun) await takeAway(new Sender(admin, headers.location ?? assert.fail()));
  });

  test("what failed is told in whole words later, too", async () => {
    const sender = await Sender.begin(admin, 5);
    const { systemDb } = await import("#lib/platform/system-db.ts");
    await systemDb().upload.update({ where: { id: sender.id }, data: { state: "failed", reason: "UPLOAD_QUOTA" } });
    const { getUpload } = await import("#lib/uploads/queries.ts");
    assert.match((await getUpload(clinic, sender.id)).sentence ?? "", /上限（0\.15GB）/);
    assert.match((await sender.patch(0, fileOf(5))).text, /上限（0\.15GB）/);
  });

  test("however often its end is told, a file whose hash was lost is read once", async () => {
    const { systemDb, systemPool } = await import("#lib/platform/system-db.ts");
    const sender = await Sender.begin(admin, 5);
    await sender.patch(0, fileOf(5));
    await systemDb().upload.update({ where: { id: sender.id }, data: { sha256: null } });
    for (const { status } of await Promise.all([sender.finish(null), sender.finish(null), sender.finish(null)])) {
      assert.equal(status, 200);
    }
    const find = "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'verify-upload' AND data->>'uploadId' = $1";
    assert.equal((await systemPool().query(find, [sender.id])).rows[0].jobs, 1);
    await takeAway(sender);
  });

  test("one whose sender died while the clock was ahead waits for nobody", async () => {
    const { systemDb } = await import("#lib/platform/system-db.ts");
    const sender = await Sender.begin(admin, 5);
    const data = { version: 1, touchedAt: new Date(Date.now() + 86_400_000) };
    await systemDb().upload.update({ where: { id: sender.id }, data });
    assert.equal((await sender.patch(0, fileOf(5))).status, 204);
    await takeAway(sender);
  });

  test("a part at another place, one that is too short, one that is too long", async () => {
    const file = fileOf(piece + 500);
    const sender = await Sender.begin(admin, file.length);
    assert.equal((await sender.patch(piece, file.subarray(piece))).status, 409);
    assert.equal((await sender.patch(0, file.subarray(0, 500))).status, 400);
    assert.equal((await sender.patch(0, Buffer.concat([file, file]))).status, 413);
    const chunked = sender.caller.open("PATCH", sender.place, {
      "Tus-Resumable": "1.0.0",
      "Upload-Offset": 0,
      "Content-Type": "application/offset+octet-stream",
    });
    chunked.on("error", () => {});
    chunked.end(Buffer.concat([file, file]));
    assert.equal((await answerOf(chunked)).status, 413);
    assert.ok((await sender.offset()) <= piece);
    await sender.remove();
  });
});

describe("nobody else gets at it:", () => {
  test("another tenant finds nothing, a colleague goes on with nothing", async () => {
    const sender = await Sender.begin(admin, piece);
    const foreign = new Sender(stranger, sender.place.replace("u00000001", "u00000002"));
    const asked = (by: Sender) => [by.head(), by.patch(0, fileOf(piece)), by.finish(null), by.resume(piece, null), by.remove()];
    for (const answer of await Promise.all(asked(foreign))) assert.equal(answer.status, 404);
    for (const answer of await Promise.all(asked(sender.as(stranger)))) assert.equal(answer.status, 404);
    for (const answer of await Promise.all(asked(sender.as(colleague)))) assert.equal(answer.status, 403);
    assert.equal(await sender.offset(), 0);
    await sender.remove();
  });

  test("two senders at once: the second waits its turn", async () => {
    const file = fileOf(2 * piece);
    const sender = await Sender.begin(admin, file.length);
    const first = sender.openPatch(0, file.length);
    first.write(file.subarray(0, 1000));
    while ((await rowOf(sender.id)).version === 0) await new Promise(setImmediate);
    const second = await sender.as(again).patch(0, file);
    assert.deepEqual([second.status, codeOf(second)], [423, "UPLOAD_BUSY"]);
    first.end(file.subarray(1000));
    assert.equal((await answerOf(first)).status, 204);
    await verified(sender, file);
  });

  test("one that is taken away while it is sent is gone, with all that had come", async () => {
    const file = fileOf(3 * piece);
    const sender = await Sender.begin(admin, file.length);
    const sent = sender.openPatch(0, file.length);
    sent.write(file.subarray(0, piece + 10));
    while ((await rowOf(sender.id)).offset === 0n) await new Promise(setImmediate);
    assert.equal((await sender.as(again).remove()).status, 204);
    sent.end(file.subarray(piece + 10));
    assert.equal((await answerOf(sent)).status, 410);
    assert.equal((await sender.head()).status, 410);
    const { sweepUploads } = await import("#lib/uploads/sweep.ts");
    await sweepUploads();
    assert.ok(!existsSync(stored(sender.id)), "also the piece that came after");
  });

  for (const [name, loginId, loud] of [
    ["in the middle of sending", "leaver1", true],
    ["while nothing comes", "leaver2", false],
  ] as const) {
    test(`whose user was stopped, ${name}: it breaks`, async () => {
      const file = fileOf(3 * piece);
      const user = users[loginId] ?? assert.fail();
      const leaver = await Caller.signedIn(() => port.now, terminal, user);
      const sender = await Sender.begin(leaver, file.length);
      const sent = sender.openPatch(0, file.length);
      sent.write(file.subarray(0, piece + 10));
      while ((await rowOf(sender.id)).offset === 0n) await new Promise(setImmediate);
      const { stopUser } = await import("#lib/users/stop.ts");
      await stopUser(clinic, { id: user.id });
      if (loud) {
        sent.write(file.subarray(piece + 10));
        assert.equal((await answerOf(sent)).status, 401);
      } else await closed(sent);
      assert.equal((await rowOf(sender.id)).offset, BigInt(piece));
      assert.equal((await sender.head()).status, 401);
      await takeAway(sender);
    });
  }
});
