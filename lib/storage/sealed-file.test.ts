import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { after, before, describe, test } from "node:test";
import { readPieces } from "./read-pieces.ts";
import { newFileKey, pieceBytes, removeStored, type SealedFile, storageSpace, storedIds, writePiece } from "./sealed-file.ts";
import { sealingStream } from "./sealing-stream.ts";

const root = mkdtempSync(path.join(tmpdir(), "portal-storage-"));
process.env.PORTAL_STORAGE_DIR = root;
process.env.PORTAL_LOG = "silent";
after(() => rmSync(root, { recursive: true }));

const content = randomBytes(2 * pieceBytes + 1234);
const sha256 = createHash("sha256").update(content).digest("hex");

function newFile(): SealedFile {
  return { folder: "uploads", id: randomUUID(), key: newFileKey() };
}

async function store(bytes: Buffer, file = newFile()): Promise<SealedFile> {
  await pipeline(Readable.from(parts(bytes)), sealingStream(file));
  return file;
}

/** As they come from a network: of any length. */
function* parts(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 99_991) yield bytes.subarray(at, at + 99_991);
}

function pieceFile(file: SealedFile, index: number): string {
  return path.join(root, file.folder, file.id, String(index).padStart(8, "0"));
}

async function collect(ids: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const id of ids) found.push(id);
  return found;
}

const changed = { name: "StoredFileError" };

describe("a sealed file", () => {
  let file: SealedFile;
  before(async () => {
    file = await store(content);
  });

  test("comes back as it went in, and its hash is that of the plain bytes", async () => {
    const target = sealingStream(newFile());
    await pipeline(Readable.from(parts(content)), target);
    assert.deepEqual([target.bytes, target.sha256], [content.length, sha256]);
    assert.ok((await buffer(readPieces(file, content.length))).equals(content));
  });

  test("is read from any byte to any other", async () => {
    const borders = [0, 1, pieceBytes - 1, pieceBytes, pieceBytes + 1, 2 * pieceBytes, content.length - 1, content.length];
    for (const start of borders)
      for (const end of borders.filter((end) => end >= start)) {
        const found = await buffer(readPieces(file, content.length, start, end));
        assert.ok(found.equals(content.subarray(start, end)), `${start} to ${end}`);
      }
    for (const [start, end] of [
      [-1, 1],
      [2, 1],
      [0, content.length + 1],
    ] as const)
      assert.throws(() => readPieces(file, content.length, start, end), RangeError);
  });

  test("shows nothing of itself on the disk, and nobody else may look", () => {
    const pieces = readdirSync(path.dirname(pieceFile(file, 0)));
    assert.deepEqual(pieces.sort(), ["00000000", "00000001", "00000002"]);
    for (const [index, piece] of pieces.entries()) {
      const stored = readFileSync(pieceFile(file, index));
      assert.equal(statSync(pieceFile(file, index)).mode & 0o777, 0o600, piece);
      assert.equal(stored.indexOf(content.subarray(index * pieceBytes, index * pieceBytes + 32)), -1);
      assert.equal(stored.length, Math.min(pieceBytes, content.length - index * pieceBytes) + 28);
    }
    assert.equal(statSync(path.dirname(pieceFile(file, 0))).mode & 0o777, 0o700);
  });

  test("of the same bytes looks different each time", async () => {
    const again: SealedFile = { ...file, id: randomUUID() };
    await writePiece(again, 0, content.subarray(0, 100));
    const first = readFileSync(pieceFile(again, 0));
    await writePiece(again, 0, content.subarray(0, 100));
    assert.ok(!readFileSync(pieceFile(again, 0)).equals(first));
  });

  test("of no bytes is nothing, and is read as that", async () => {
    const empty = await store(Buffer.alloc(0));
    assert.equal((await buffer(readPieces(empty, 0))).length, 0);
    assert.ok(!(await collect(storedIds("uploads"))).includes(empty.id));
  });

  test("that ends with a piece has no empty one after it", async () => {
    const even = await store(content.subarray(0, pieceBytes));
    assert.deepEqual(readdirSync(path.dirname(pieceFile(even, 0))), ["00000000"]);
    assert.ok((await buffer(readPieces(even, pieceBytes))).equals(content.subarray(0, pieceBytes)));
  });

  test("takes the same piece again: the last one counts", async () => {
    const target = newFile();
    await writePiece(target, 0, Buffer.from("half"));
    await writePiece(target, 0, Buffer.from("half and more"));
    assert.equal((await buffer(readPieces(target, 13))).toString(), "half and more");
  });

  test("takes no piece that is empty or too long, and no id that leads elsewhere", async () => {
    for (const plain of [Buffer.alloc(0), Buffer.alloc(pieceBytes + 1)])
      await assert.rejects(writePiece(newFile(), 0, plain), RangeError);
    for (const id of ["../dumps", "a/b", "", ".", "A"])
      await assert.rejects(async () => removeStored({ folder: "uploads", id }), RangeError);
  });
});

describe("a sealed file that was changed", () => {
  const spoils: Record<string, (file: SealedFile, other: SealedFile) => void> = {
    "a bit of its body": (file) => flip(pieceFile(file, 1), pieceBytes / 2),
    "a bit of its nonce": (file) => flip(pieceFile(file, 0), 3),
    "a bit of its tag": (file) => flip(pieceFile(file, 2), -1),
    "pieces that changed places": (file) => {
      copyFileSync(pieceFile(file, 1), pieceFile(file, 2));
      copyFileSync(pieceFile(file, 0), pieceFile(file, 1));
    },
    "a piece of another file with the same key": (file, other) => copyFileSync(pieceFile(other, 1), pieceFile(file, 1)),
    "a cut piece": (file) => truncateSync(pieceFile(file, 1), pieceBytes),
    "a cut tail": (file) => truncateSync(pieceFile(file, 2), 20),
    "an emptied piece": (file) => truncateSync(pieceFile(file, 0), 0),
    "a missing piece": (file) => rmSync(pieceFile(file, 2)),
  };

  for (const [name, spoil] of Object.entries(spoils)) {
    test(`in ${name} ends the stream, and hands out nothing of that piece`, async () => {
      const file = await store(content);
      spoil(file, await store(content, { ...file, id: randomUUID() }));
      let seen = 0;
      await assert.rejects(async () => {
        for await (const chunk of readPieces(file, content.length)) {
          assert.ok(content.subarray(seen, seen + chunk.length).equals(chunk));
          seen += chunk.length;
        }
      }, changed);
      assert.equal(seen % pieceBytes, 0);
      await removeStored(file);
    });
  }

  test("in its row says so, too: another length, another folder, another key", async () => {
    const file = await store(content.subarray(0, 100));
    for (const size of [99, 101, pieceBytes + 1]) await assert.rejects(buffer(readPieces(file, size)), changed, String(size));
    await assert.rejects(buffer(readPieces({ ...file, key: newFileKey() }, 100)), changed);
    await writePiece({ ...file, folder: "dumps" }, 0, Buffer.from("x"));
    copyFileSync(pieceFile(file, 0), pieceFile({ ...file, folder: "dumps" }, 0));
    await assert.rejects(buffer(readPieces({ ...file, folder: "dumps" }, 100)), changed);
  });
});

test("what is removed is gone, twice too; what is stored is listed", async () => {
  const [kept, gone] = [await store(content.subarray(0, 10)), await store(content)];
  await removeStored(gone);
  await removeStored(gone);
  const ids = await collect(storedIds("uploads"));
  assert.deepEqual([ids.includes(kept.id), ids.includes(gone.id)], [true, false]);
  await assert.rejects(buffer(readPieces(gone, content.length)), changed);
});

test("whoever stops reading early leaves no failure behind", async () => {
  const file = await store(content);
  rmSync(pieceFile(file, 1));
  const stream = readPieces(file, content.length);
  await new Promise((resolve) => stream.once("data", resolve));
  stream.destroy();
  await new Promise((resolve) => stream.once("close", resolve));
});

test("a reader and a writer hold a few pieces, whatever the length", async () => {
  const file = newFile();
  const total = 40 * pieceBytes;
  const block = randomBytes(1 << 20);
  function* many() {
    for (let at = 0; at < total; at += block.length) yield block;
  }
  let most = 0;
  const watch = () => {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  };
  await pipeline(
    Readable.from(many()),
    async function* (source) {
      for await (const chunk of source) {
        watch();
        yield chunk as Buffer;
      }
    },
    sealingStream(file),
  );
  for await (const _ of readPieces(file, total)) watch();
  assert.ok(most < 20 * pieceBytes, `${Math.round(most / 2 ** 20)} MiB`);
  await removeStored(file);
});

describe("a storage that takes no more", () => {
  /** A process that may write no file of more than 1 MiB: the system answers EFBIG in the middle of a piece. */
  function inSmallProcess(script: string): string {
    const limited = `ulimit -f 1024; exec "$0" --input-type=module -e "$1"`;
    const env = { ...process.env, PORTAL_STORAGE_DIR: root };
    return execFileSync("bash", ["-c", limited, process.execPath, script], { env, cwd: import.meta.dirname, encoding: "utf8" });
  }

  const load = `
    const { writePiece, newFileKey } = await import("${import.meta.resolve("./sealed-file.ts")}");
    const { sealingStream } = await import("${import.meta.resolve("./sealing-stream.ts")}");
    const file = { folder: "uploads", id: "full", key: newFileKey() };`;

  test("is told as that, leaves no half piece, and keeps what was whole", async () => {
    const written = inSmallProcess(`${load}
      await writePiece(file, 0, Buffer.alloc(1000));
      await writePiece(file, 1, Buffer.alloc(4 << 20)).catch((error) => console.log(error.code, error.facts.cause));`);
    assert.equal(written, "STORAGE_FULL EFBIG\n");
    assert.deepEqual(readdirSync(path.join(root, "uploads", "full")), ["00000000"]);
    await removeStored({ folder: "uploads", id: "full" });
  });

  test("ends a stream with the same refusal", () => {
    const written = inSmallProcess(`${load}
      const { pipeline } = await import("node:stream/promises");
      const { Readable } = await import("node:stream");
      await pipeline(Readable.from([Buffer.alloc(20 << 20)]), sealingStream(file)).catch((error) => console.log(error.code));`);
    assert.equal(written, "STORAGE_FULL\n");
    assert.deepEqual(readdirSync(path.join(root, "uploads", "full")), []);
  });
});

test("a stream is broken off in the middle, or after it failed, and then nothing more is written", async () => {
  const file = newFile();
  const stream = sealingStream(file);
  stream.write(content);
  await stream.abandon();
  await removeStored(file);
  await stream.abandon();
  assert.ok(!existsSync(path.dirname(pieceFile(file, 0))));
  const failing = sealingStream({ ...file, key: Buffer.alloc(1) });
  const failed = new Promise((resolve) => failing.once("close", resolve));
  failing.on("error", () => undefined);
  failing.end(content);
  await failed;
  await failing.abandon();
});

test("a storage that is no directory is away, and says why to the operator", async () => {
  const file: SealedFile = { ...newFile(), folder: "dumps" };
  rmSync(path.join(root, "dumps"), { recursive: true, force: true });
  writeFileSync(path.join(root, "dumps"), "a file in its place");
  const away = { name: "Refusal", code: "STORAGE_AWAY" };
  await assert.rejects(writePiece(file, 0, content.subarray(0, 10)), away);
  await assert.rejects(buffer(readPieces(file, 10)), away);
  await assert.rejects(collect(storedIds("dumps")), away);
  rmSync(path.join(root, "dumps"));
  await writePiece(file, 0, content.subarray(0, 10));
});

test("the space of a directory is known", async () => {
  const space = await storageSpace();
  assert.ok(space && space.freeBytes > 0 && space.totalBytes >= space.freeBytes);
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  writeFileSync(file, bytes);
}
