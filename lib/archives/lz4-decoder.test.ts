import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { storeAsLz4 } from "#tests/archives/lz4-frame.ts";
import { Lz4Decoder } from "./lz4-decoder.ts";
import { Xxh32 } from "./xxh32.ts";

/** Made by the `lz4` tool 1.9.4 from the text below, in blocks of 64 KB. */
const frames = {
  linked:
    "BCJNGERAXrEBAACkMAnmgqPogIUKMQkAFDIJABQzCQAUNAkAEzUJADMwCjYKACQKNwkAFDgJABQ5CQAWMVwABV0AFTFeAAYdAAQwAAUbAA95AP///////////////////////w8fMW8SZQ95AP///////////////////////24fMugSZQ95AP//////////////////////9B8zbxJlD3kA////////////////////////bh806BJlD3kA///////////////////////0HzVvEmUPeQD///////////////////////QfNm8SZQ95AP///////////////////////24fN+gSZQ95AP//////////////////////9B84bxJlD3kA////////////////////////bh856BJlD3kA///////////////////////0HzE7umYPegD///////////////////////8cD+m5Zw96AP///////////////////////5UPEbpmD3oA////////////////////////HA84umYPegD////////////////PUDUJ5oKjCQEAAA/eDP//////NA/muWYPegD///////////////////////+WD4e6Zg96AP///////////////////////xwPrrpmD3oA////////////////////////lg/WumYPegD///////////////////////8cD/26Zg96AP///////////////////////xwPq7pmD3oA////////////////////////lR8yxLtmD3oA////////////////////////HA9Ku2YPegD///////////////////////+WD0q7Zg96AP///////////////////////xwPSrtmD3oA/////////2NQo+iAhQoAAAAAOXOdcA==",
  "independent, block checksums, content size":
    "BCJNGHxAXbYBAAAAAAC5sQEAAKQwCeaCo+iAhQoxCQAUMgkAFDMJABQ0CQATNQkAMzAKNgoAJAo3CQAUOAkAFDkJABYxXAAFXQAVMV4ABh0ABDAABRsAD3kA////////////////////////Dx8xbxJlD3kA////////////////////////bh8y6BJlD3kA///////////////////////0HzNvEmUPeQD///////////////////////9uHzToEmUPeQD///////////////////////QfNW8SZQ95AP//////////////////////9B82bxJlD3kA////////////////////////bh836BJlD3kA///////////////////////0HzhvEmUPeQD///////////////////////9uHznoEmUPeQD///////////////////////QfMTu6Zg96AP///////////////////////xwP6blnD3oA////////////////////////lQ8RumYPegD///////////////////////8cDzi6Zg96AP///////////////89QNQnmgqPeyt3xTwEAAPQB6ICFMTMKNgnmgqPogIUKNwkAFDgJABQ5CQAlMTAKABUxCgAUMgoABh0ABBIABRsAFDMSABQ0CQATNQkAD3oA/////7YfND4FZg96AP///////////////////////5UfNRATZg96AP///////////////////////xsfNpYSZg96AP///////////////////////5UfNxATZg96AP///////////////////////xsfOJYSZg96AP///////////////////////xsfOZYSZg96AP///////////////////////5QvMjAQE2UPegD///////////////////////8cHzGWEmYPegD///////////////////////+VHzIQE2YPegD///////////////////////8bD2yuZg96AP////////9jUKPogIUKk6AkZgAAAAA5c51w",
  "no sum, best":
    "BCJNGEBAwH0BAACkMAnmgqPogIUKMQkAFDIJABQzCQAUNAkAEzUJADQwCjYTABQ3CQAUOAkAFTlSAAZcAAVdABUxXgAPeQD///////////////////////8qHzF5AP///////////////////////+YfMnkA////////////////////////bR8zeQD////////////////////////mHzR5AP///////////////////////20fNXkA////////////////////////bR82eQD////////////////////////mHzd5AP///////////////////////20fOHkA////////////////////////5h85eQD///////////////////////9tLzEwegD///////////////////////+UHzF6AP////////////////////////8PHzJ6AP///////////////////////5QfM3oA/////////////////0hQNQnmgqPvAAAAD3oA//////80HzR6AP////////////////////////8PHzV6AP///////////////////////5QfNnoA/////////////////////////w8fN3oA////////////////////////lB84egD///////////////////////+UHzl6AP////////////////////////8OLzIwegD///////////////////////+UHzF6AP////////////////////////8PHzJ6AP///////////////////////5QfM3oA/////////9tQo+iAhQoAAAAA",
};
const text = Buffer.from(
  Array.from({ length: 12_000 }, (_, row) => `${row % 13}\t患者${row % 13 === 5 ? row >> 9 : ""}\n`).join(""),
);

describe("an LZ4 frame", () => {
  for (const [name, base64] of Object.entries(frames)) {
    const frame = Buffer.from(base64, "base64");
    test(`${name}: in one piece, in pieces of 7 bytes and byte by byte`, () => {
      for (const size of [frame.length, 7, 1]) assert.ok(decoded(frame, size)?.equals(text), String(size));
    });
    test(`${name}: is not complete when it is cut anywhere`, () => {
      for (let length = 0; length < frame.length; length += 1) assert.equal(decoded(frame.subarray(0, length), 512), undefined);
    });
    test(`${name}: ends where it ends`, () => assert.equal(decoded(Buffer.concat([frame, Buffer.of(0)]), 512), undefined));
  }

  test("with a sum of its content: no flipped bit gets by", () => {
    const frame = Buffer.from(frames.linked, "base64");
    for (let bit = 0; bit < frame.length * 8; bit += 1) {
      const bad = Buffer.from(frame);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const made = decoded(bad, 512);
      assert.ok(made === undefined || made.equals(text), `bit ${bit}`);
    }
  });

  test("of stored blocks", () => assert.ok(decoded(storeAsLz4(text), 1000)?.equals(text)));

  test("of nothing", () => assert.equal(decoded(storeAsLz4(Buffer.alloc(0)), 1000)?.length, 0));

  test("may not reach behind its beginning, nor grow over its block", () => {
    const head = storeAsLz4(Buffer.alloc(0)).subarray(0, 7);
    const block = (hex: string) => {
      const data = Buffer.from(hex, "hex");
      return Buffer.concat([head, Buffer.of(data.length & 0xff, data.length >> 8, 0, 0), data, Buffer.alloc(4)]);
    };
    assert.equal(decoded(block("10610100" + "00"), 100)?.toString(), "aaaaa");
    assert.equal(decoded(block("10610200" + "00"), 100), undefined, "two bytes back, and there is one");
    assert.equal(decoded(block("10610000" + "00"), 100), undefined, "no bytes back");
    assert.equal(decoded(block(`1f610100${"ff".repeat(300)}0000`), 100), undefined, "more than 64 KB");
    assert.equal(decoded(block("f0ffffff"), 100), undefined, "literals that are not there");
  });
});

test("XXH32 has the values of its specification", () => {
  const hash = (content: string) => new Xxh32().update(Buffer.from(content)).digest();
  assert.equal(hash(""), 0x02cc5d05);
  assert.equal(hash("a"), 0x550d7456);
  assert.equal(hash("abc"), 0x32d153ff);
  assert.equal(hash("Nobody inspects the spammish repetition"), 0xe2293b2f);
  const pieces = new Xxh32();
  for (const byte of text) pieces.update(Buffer.of(byte));
  assert.equal(pieces.digest(), new Xxh32().update(text).digest());
});

/** @returns undefined when the decoder refused it or waits for more */
function decoded(frame: Buffer, pieceSize: number): Buffer | undefined {
  const made: Buffer[] = [];
  const decoder = new Lz4Decoder((piece) => made.push(piece));
  for (let at = 0; at < frame.length; at += pieceSize)
    // The reader uses its buffer again: so does this.
    if (!decoder.write(Buffer.from(frame.subarray(at, at + pieceSize)))) return undefined;
  return decoder.complete ? Buffer.concat(made) : undefined;
}
