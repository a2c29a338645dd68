import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import S3rver from "s3rver";
import { bucketStore } from "./bucket-store.ts";
import { readPieces } from "./read-pieces.ts";
import { newFileKey, pieceBytes, removeStored, type SealedFile, storageSpace, storedIds, writePiece } from "./sealed-file.ts";
import { sealingStream } from "./sealing-stream.ts";

const directory = mkdtempSync(path.join(tmpdir(), "portal-s3-"));
const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER", region: "ap-northeast-1" } as const;
let server: S3rver;
let port = 0;
let endpoint: string;

async function start(): Promise<void> {
  server = new S3rver({ address: "127.0.0.1", port, directory, silent: true, configureBuckets: [{ name: "portal" }] });
  ({ port } = await server.run());
}

before(async () => {
  await start();
  endpoint = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    PORTAL_LOG: "silent",
    PORTAL_S3_BUCKET: "portal",
    PORTAL_S3_ENDPOINT: endpoint,
    PORTAL_S3_ACCESS_KEY: keys.accessKeyId,
    PORTAL_S3_SECRET_KEY: keys.secretAccessKey,
  });
});

after(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const content = randomBytes(pieceBytes + 4321);
const away = (cause: string) => (error: unknown) => {
  const { code, facts } = error as { code?: string; facts?: { cause?: string } };
  assert.equal(code, "STORAGE_AWAY");
  assert.match(facts?.cause ?? "", new RegExp(cause));
  return true;
};

function newFile(): SealedFile {
  return { folder: "dumps", id: randomUUID(), key: newFileKey() };
}

async function store(): Promise<SealedFile> {
  const file = newFile();
  const target = sealingStream(file);
  await pipeline(Readable.from([content]), target);
  assert.equal(target.sha256, createHash("sha256").update(content).digest("hex"));
  return file;
}

async function ids(): Promise<string[]> {
  const found: string[] = [];
  for await (const id of storedIds("dumps")) found.push(id);
  return found;
}

test("a file in a bucket comes back whole and in any range, is listed and goes", async () => {
  const [file, other] = [await store(), await store()];
  assert.ok((await buffer(readPieces(file, content.length))).equals(content));
  const range = [pieceBytes - 5, pieceBytes + 5] as const;
  assert.ok((await buffer(readPieces(file, content.length, ...range))).equals(content.subarray(...range)));
  assert.deepEqual((await ids()).sort(), [file.id, other.id].sort());
  await removeStored(file);
  await removeStored(file);
  assert.deepEqual(await ids(), [other.id]);
  await assert.rejects(buffer(readPieces(file, content.length)), { name: "StoredFileError" });
  await removeStored(other);
});

test("a piece that was written again is the last one, and a missing one is found", async () => {
  const file = newFile();
  await writePiece(file, 0, Buffer.from("half"));
  await writePiece(file, 0, Buffer.from("whole"));
  assert.equal((await buffer(readPieces(file, 5))).toString(), "whole");
  await assert.rejects(buffer(readPieces(file, pieceBytes + 5)), { name: "StoredFileError" });
  await removeStored(file);
});

test("a bucket that goes away and comes back is used again, without a restart", async () => {
  const file = await store();
  await server.close();
  await assert.rejects(writePiece(file, 2, Buffer.from("x")), away("ECONNREFUSED"));
  await assert.rejects(buffer(readPieces(file, content.length)), away("ECONNREFUSED"));
  await assert.rejects(storageSpace(), away("ECONNREFUSED"));
  await start();
  assert.ok((await buffer(readPieces(file, content.length))).equals(content));
  assert.equal(await storageSpace(), undefined);
  await removeStored(file);
});

test("a server that takes connections and says nothing is away after some seconds", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const store = bucketStore({ ...keys, bucket: "portal", endpoint: `http://127.0.0.1:${port}` });
  await assert.rejects(store.space(), away("AbortError|TimeoutError"));
  silent.closeAllConnections();
  await promisify(silent.close.bind(silent))();
});

test("a missing bucket and a wrong key are told by name", async () => {
  const cases = [
    ["NoSuchBucket", { ...keys, bucket: "elsewhere" }],
    ["InvalidAccessKeyId", { ...keys, bucket: "portal", accessKeyId: "NOBODY" }],
  ] as const;
  for (const [cause, place] of cases) {
    const store = bucketStore({ ...place, endpoint });
    await assert.rejects(store.space(), away(cause));
    await assert.rejects(store.put("dumps/a/00000000", [Buffer.from("x")]), away(cause));
    await assert.rejects(store.get("dumps/a/00000000"), away(cause));
    await assert.rejects(store.removeAll("dumps", "a"), away(cause));
    await assert.rejects(async () => {
      for await (const _ of store.ids("dumps"));
    }, away(cause));
  }
  assert.deepEqual(readdirSync(directory), ["portal"]);
});
