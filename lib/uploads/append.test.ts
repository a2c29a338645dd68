import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { fileOf, piece } from "#tests/upload-kit.ts";

let database: TestDatabase;
let system: Scope;
let admin: Scope;

before(async () => {
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  await house.prepareHouse();
  system = await house.makeTenant("u00000001");
  const certificate = { id: randomUUID(), commonName: "client1", organization: "u00000001", serial: "01" };
  const clinic = house.as(system, "administrator");
  admin = { ...clinic, actor: { ...clinic.actor, certificate } };
});

after(async () => {
  await database.close();
});

test("a sender that says nothing more is cut off; what was stored stays, and another one goes on at once", async () => {
  const [{ beginUpload }, { appendToUpload }, { loadUpload }] = await Promise.all([
    import("./begin.ts"),
    import("./append.ts"),
    import("./load.ts"),
  ]);
  const [id, file] = [randomUUID(), fileOf(piece + 1000)];
  await beginUpload(admin, { id, fileName: "a.dump", size: file.length, atMost: file.length });
  const silent = new Readable({ read() {} });
  silent.push(file.subarray(0, piece + 10));
  // By the portal itself: no session ends it before its time.
  const cut = appendToUpload(system, { id, offset: 0 }, silent, { look: 10, idle: 100 });
  await assert.rejects(cut, /Nothing came/);
  assert.ok(silent.destroyed);
  assert.equal((await loadUpload(system, id)).offset, BigInt(piece));
  const rest = Readable.from([file.subarray(piece)]);
  assert.equal(await appendToUpload(system, { id, offset: piece }, rest), file.length);
  assert.equal((await loadUpload(system, id)).state, "received");
});
