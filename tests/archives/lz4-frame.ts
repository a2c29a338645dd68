import { Xxh32 } from "#lib/archives/xxh32.ts";

/** An LZ4 frame of stored blocks of at most 64 KB, linked and without sums, as pg_dump's settings make frames. */
export function storeAsLz4(text: Buffer): Buffer {
  const descriptor = Buffer.of(0x40, 0x40);
  const check = (new Xxh32().update(descriptor).digest() >>> 8) & 0xff;
  const pieces: Buffer[] = [Buffer.of(0x04, 0x22, 0x4d, 0x18), descriptor, Buffer.of(check)];
  for (let at = 0; at < text.length; at += 65_536) {
    const block = text.subarray(at, at + 65_536);
    pieces.push(unsigned(block.length + 0x8000_0000), block);
  }
  return Buffer.concat([...pieces, unsigned(0)]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
