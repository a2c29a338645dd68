import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let clinic: Scope;
let system: Scope;
let admin: Scope;
let kit: Awaited<ReturnType<typeof load>>;

async function load() {
  const [house, { receiveWhole }, { beginUpload }, { sweepUploads }, { writePiece, newFileKey }, { systemDb }, { clockAt }] =
    await Promise.all([
      import("#tests/scopes.ts"),
      import("./receive-whole.ts"),
      import("./begin.ts"),
      import("./sweep.ts"),
      import("../storage/sealed-file.ts"),
      import("../platform/system-db.ts"),
      import("../platform/clock.ts"),
    ]);
  return { ...house, receiveWhole, beginUpload, sweepUploads, writePiece, newFileKey, systemDb, clockAt };
}

before(async () => {
  database = await openTestDatabase();
  kit = await load();
  await kit.prepareHouse();
  system = await kit.makeTenant("u00000001");
  clinic = kit.as(system, "administrator");
});

beforeEach(() => {
  // An administrator over a certificate of the clinic; a session is not asked for, since nothing is sent for long.
  const certificate = { id: randomUUID(), commonName: "client1", organization: "u00000001", serial: "01" };
  admin = { ...clinic, actor: { ...clinic.actor, certificate } };
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const isStored = (id: string) => existsSync(path.join(database.dataDir, "storage", "uploads", id));
const stateOf = async (id: string) => (await kit.systemDb().upload.findUniqueOrThrow({ where: { id } })).state;
const sweepAfter = (days: number) => kit.sweepUploads(kit.clockAt(kit.daysLater(days)));

/** A whole one, and one that was begun; each as a person brought it. */
async function bring(whole: boolean): Promise<string> {
  const id = randomUUID();
  const begun = await kit.beginUpload(admin, { id, fileName: "a.dump", size: 1000, atMost: 1000 });
  const { sealedFileOf } = await import("./load.ts");
  await kit.writePiece(sealedFileOf(begun), 0, Buffer.alloc(1000));
  if (!whole) return id;
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256").update(Buffer.alloc(1000)).digest("hex");
  await kit.systemDb().upload.update({ where: { id }, data: { state: "received", offset: 1000n, sha256 } });
  const { finishUpload } = await import("./finish.ts");
  assert.equal(await finishUpload(admin, { id, sha256 }), "verified");
  return id;
}

describe("by itself goes, with all that is stored of it:", () => {
  test("what nobody went on with for three days", async () => {
    const id = await bring(false);
    await sweepAfter(2.9);
    assert.deepEqual([await stateOf(id), isStored(id)], ["receiving", true]);
    await sweepAfter(3.1);
    assert.deepEqual([await stateOf(id), isStored(id)], ["removed", false]);
  });

  test("a whole one after fourteen days, but not while an import is to read it", async () => {
    const id = await bring(true);
    await sweepAfter(13.9);
    assert.equal(await stateOf(id), "verified");
    const waiting = await kit.systemDb().databaseImport.create({
      data: { tenantId: system.tenant.id, kind: "test", uploadId: id, fileName: "a", loginId: "a", createdAt: new Date() },
    });
    await sweepAfter(14.1);
    assert.deepEqual([await stateOf(id), isStored(id)], ["verified", true]);
    await kit.systemDb().databaseImport.update({ where: { id: waiting.id }, data: { state: "done" } });
    await sweepAfter(14.1);
    assert.deepEqual([await stateOf(id), isStored(id)], ["removed", false]);
  });

  test("a form whose portal died in the middle", async () => {
    const { id } = await kit.beginUpload(admin, { id: randomUUID(), fileName: "a", size: null, atMost: 1000 });
    await sweepAfter(0.001);
    assert.equal(await stateOf(id), "receiving");
    await sweepAfter(0.01);
    assert.equal(await stateOf(id), "failed");
  });

  test("stored pieces that no row knows", async () => {
    const [known, stray] = [await bring(true), randomUUID()];
    await kit.writePiece({ folder: "uploads", id: stray, key: kit.newFileKey() }, 0, Buffer.alloc(10));
    await sweepAfter(0);
    assert.deepEqual([isStored(known), isStored(stray)], [true, false]);
  });
});

test("a whole one that nobody has finished is verified all the same", async () => {
  const id = await bring(false);
  await kit.systemDb().upload.update({ where: { id }, data: { state: "received", offset: 1000n } });
  await sweepAfter(0.001);
  assert.equal(await stateOf(id), "received");
  await sweepAfter(0.01);
  assert.equal(await stateOf(id), "verified");
});

test("one whose pieces were changed on the disk fails, whatever the browser says of it", async () => {
  const id = await bring(false);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(path.join(database.dataDir, "storage", "uploads", id, "00000000"), Buffer.alloc(1028));
  await kit.systemDb().upload.update({ where: { id }, data: { state: "received", offset: 1000n } });
  await sweepAfter(0.01);
  assert.deepEqual([await stateOf(id), isStored(id)], ["failed", false]);
});

test("another file under the row of a verified one is not handed on as it", async () => {
  const id = await bring(true);
  const { openUpload } = await import("./open.ts");
  const { loadUpload, sealedFileOf } = await import("./load.ts");
  await kit.writePiece(sealedFileOf(await loadUpload(system, id)), 0, Buffer.alloc(1000, 1));
  const { stream } = await openUpload(system, id);
  await assert.rejects(async () => {
    for await (const _ of stream());
  }, /not the one that was verified/);
});

test("who has no session any more brings no form to its end", async () => {
  const id = randomUUID();
  const sent = kit.receiveWhole(admin, { id, fileName: "a", atMost: 1000 }, Readable.from([Buffer.alloc(10)]));
  await assert.rejects(sent, kit.isCode("SIGN_IN_REQUIRED"));
  assert.deepEqual([await stateOf(id), isStored(id)], ["failed", false]);
});
