import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { answerOf, Caller, type Certificate } from "#tests/caller.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { closed, fileOf, formOf, piece, sendAndCut, sha256, startEdgeProcess } from "#tests/upload-kit.ts";

let database: TestDatabase;
let edge: AsyncDisposable;
let clinic: Scope;
let terminal: Certificate;
let admin: Caller;
const port = { now: 0 };
const address = "/tenants/u00000001/apps/orca/upload";
const impatient = `${address}-impatient`;
const back = /\/tenants\/u00000001\/apps\/orca\/db_imports\/new\?refusal=(\w+)$/;

before(async () => {
  Object.assign(process.env, { PORTAL_UPLOAD_MAX_GB: "0.05", PORTAL_UPLOAD_QUOTA_GB: "0.06" });
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  const { terminalOf } = await import("#tests/caller.ts");
  const { openNativeEdge } = await import("#tests/native-edge.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  terminal = await terminalOf(clinic);
  admin = await Caller.signedIn(() => port.now, terminal, await house.makeUser(clinic, "admin1"));
  const { ownRoutes } = await import("#tests/native-edge.ts");
  const { plainUpload } = await import("./plain-upload.ts");
  const hasty = { ...plainUpload(300), path: new RegExp(`^${impatient}$`) };
  const opened = await openNativeEdge([...ownRoutes(), hasty]);
  edge = opened;
  port.now = opened.port;
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function newest() {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  return systemDb().upload.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
}

async function takeAway(id: string): Promise<void> {
  const { removeUpload } = await import("#lib/uploads/remove.ts");
  await removeUpload(clinic, { id });
}

const isStored = (id: string) => existsSync(path.join(database.dataDir, "storage", "uploads", id));

for (const size of [1000, piece, 2 * piece + 7]) {
  test(`a form brings a file of ${size} bytes and leads to its page; sent twice, it brings one`, async () => {
    const file = fileOf(size);
    const form = formOf(file, { name: "診療所.backup", requestId: crypto.randomUUID() });
    const answer = await admin.send("POST", address, form);
    const { id, ...row } = await newest();
    assert.equal(answer.status, 303, answer.text);
    assert.match(answer.headers.location ?? "", new RegExp(`/db_imports/uploads/${id}\\?notice=file-uploaded$`));
    assert.deepEqual([row.state, row.fileName, row.size, row.sha256], ["verified", "診療所.backup", BigInt(size), sha256(file)]);
    assert.equal((await admin.send("POST", address, form)).headers.location, answer.headers.location);
    const { openUpload } = await import("#lib/uploads/open.ts");
    assert.ok((await buffer((await openUpload(clinic, id)).stream())).equals(file));
    await takeAway(id);
  });
}

test("a form that breaks off leaves nothing but the line that says so", async () => {
  const form = formOf(fileOf(2 * piece), { requestId: crypto.randomUUID() });
  const sent = admin.open("POST", address, { ...form.headers, "Content-Length": form.body.length });
  sent.on("error", () => {});
  await sendAndCut(sent, form.body.subarray(0, piece + 100_000));
  let row = await newest();
  while (row.state === "receiving") row = await newest();
  assert.deepEqual([row.state, row.reason, row.keyEnvelope], ["failed", "UPLOAD_NOT_WHOLE", null]);
  while (isStored(row.id)) await new Promise(setImmediate);
  const { listUploads } = await import("#lib/uploads/queries.ts");
  assert.equal((await listUploads(clinic))[0]?.reason, "UPLOAD_NOT_WHOLE", "on return the person is told");
  const again = await admin.send("POST", address, form);
  assert.match(again.headers.location ?? "", /notice=file-uploaded$/, "the same form, out of the browser's history");
  await takeAway((await newest()).id);
});

test("the same form again while the first is on its way harms neither", async () => {
  const file = fileOf(4 * piece);
  const form = formOf(file, { requestId: crypto.randomUUID() });
  const first = admin.open("POST", address, { ...form.headers, "Content-Length": form.body.length });
  first.write(form.body.subarray(0, 2 * piece));
  let row = await newest();
  while (row.state !== "receiving" || row.offset === 0n) row = await newest();
  const second = await admin.send("POST", address, form);
  assert.equal(back.exec(second.headers.location ?? "")?.[1], "UPLOAD_MOVED");
  first.end(form.body.subarray(2 * piece));
  assert.match((await answerOf(first)).headers.location ?? "", /notice=file-uploaded$/);
  const { id } = await newest();
  const { openUpload } = await import("#lib/uploads/open.ts");
  assert.ok((await buffer((await openUpload(clinic, id)).stream())).equals(file));
  await takeAway(id);
});

test("a form in which no file begins is not waited for, nor held by a drop now and then", async () => {
  const { headers } = formOf(Buffer.alloc(0));
  const sent = admin.open("POST", impatient, { ...headers, "Content-Length": 1_000_000 });
  sent.on("error", () => {});
  const drops = setInterval(() => sent.write("x"), 50);
  await closed(sent);
  clearInterval(drops);
});

test("a file without a name, or under one that tells of folders, controls and markup, is taken by a plain one", async () => {
  for (const [given, kept] of [
    ["", "名称なし"],
    ['; filename=""', "名称なし"],
    ['; filename="../../<b>\u202e\u0001.dump"', "<b>\ufffd\ufffd.dump"],
    [`; filename="${"a".repeat(60_000)}"`, "a".repeat(200)],
  ] as const) {
    const { headers, body } = formOf(Buffer.from("dump"), { name: "?" });
    const named = Buffer.from(body.toString().replace('; filename="?"', given));
    const answer = await admin.send("POST", address, { headers, body: named });
    assert.match(answer.headers.location ?? "", /notice=file-uploaded$/, given.slice(0, 40));
    const { id, fileName } = await newest();
    assert.equal(fileName, kept);
    await takeAway(id);
  }
});

test("a form that ends in the middle of the file is none", async () => {
  const answer = await admin.send("POST", address, formOf(fileOf(piece + 1000), { end: false }));
  assert.equal(answer.status, 303);
  assert.match(answer.headers.location ?? "", back);
  const row = await newest();
  assert.equal(row.state, "failed");
  assert.ok(!isStored(row.id));
});

test("what is refused leads back to the page with its reason", async () => {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const before = await systemDb().upload.count();
  for (const [form, code] of [
    [formOf(Buffer.alloc(0)), "UPLOAD_EMPTY"],
    [formOf(Buffer.alloc(50_000_001)), "UPLOAD_TOO_LARGE"],
    [{ headers: { ...formOf(Buffer.alloc(0)).headers, "Content-Type": "multipart/form-data" }, body: "x" }, "INPUT_INVALID"],
    [{ headers: { ...formOf(Buffer.alloc(0)).headers, "Content-Type": "text/plain" }, body: "x" }, "INPUT_INVALID"],
  ] as const) {
    const answer = await admin.send("POST", address, form);
    assert.equal(back.exec(answer.headers.location ?? "")?.[1], code);
  }
  assert.equal(
    await systemDb().upload.count({ where: { state: { not: "failed" } } }),
    await systemDb().upload.count({ where: { state: { in: ["verified", "removed"] } } }),
  );
  assert.ok((await systemDb().upload.count()) <= before + 1);
});

test("who is not signed in is sent to sign in, however much is still to come", async () => {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const before = await systemDb().upload.count();
  const form = formOf(fileOf(3 * piece));
  const answer = await admin.signedOut(terminal).send("POST", address, form);
  assert.match(answer.headers.location ?? "", /\/api\/auth\/signin\?callbackUrl=/);
  assert.equal(await systemDb().upload.count(), before);
});

test("no room in the quota, and none on the disk", async () => {
  const first = await admin.send("POST", address, formOf(Buffer.alloc(40_000_000)));
  const { id } = await newest();
  assert.equal(first.status, 303);
  const second = await admin.send("POST", address, formOf(Buffer.alloc(40_000_000)));
  assert.equal(back.exec(second.headers.location ?? "")?.[1], "UPLOAD_QUOTA");
  await takeAway(id);
  const small = await startEdgeProcess(4096);
  const home = port.now;
  port.now = small.port;
  const full = await admin.send("POST", address, formOf(fileOf(2 * piece)));
  assert.equal(back.exec(full.headers.location ?? "")?.[1], "STORAGE_FULL");
  const row = await newest();
  assert.deepEqual([row.state, row.reason], ["failed", "STORAGE_FULL"]);
  assert.ok(!isStored(row.id));
  small.child.kill("SIGKILL");
  await once(small.child, "exit");
  port.now = home;
});

test("a form whose user was stopped breaks", async () => {
  const house = await import("#tests/scopes.ts");
  const user = await house.makeUser(clinic, "leaver1");
  const leaver = await Caller.signedIn(() => port.now, terminal, user);
  const form = formOf(fileOf(3 * piece));
  const sent = leaver.open("POST", address, { ...form.headers, "Content-Length": form.body.length });
  sent.on("error", () => {});
  const answered = new Promise<string>((resolve) => sent.once("response", ({ headers }) => resolve(headers.location ?? "")));
  sent.write(form.body.subarray(0, piece + 100_000));
  while ((await newest()).offset === 0n || (await newest()).loginId !== "leaver1") await new Promise(setImmediate);
  const { stopUser } = await import("#lib/users/stop.ts");
  await stopUser(clinic, { id: user.id });
  assert.match(await answered, /\/api\/auth\/signin/);
  sent.destroy();
  await closed(sent);
  assert.ok(!isStored((await newest()).id));
});
