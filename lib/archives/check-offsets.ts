import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { BadArchive } from "./bad-archive.ts";
import { ByteReader } from "./byte-reader.ts";
import type { ArchiveRules } from "./model.ts";
import { readHeader } from "./read-header.ts";
import { type ExpectedBlock, readToc } from "./read-toc.ts";

/**
 * Of an archive whose data was read while pg_dump wrote it: at its end pg_dump goes back and notes in the table of contents
 * where each block begins. It is read again, and each block must begin there, as `pg_restore -j` will look for it.
 * @returns where the data begins
 * @throws BadArchive
 */
export async function checkOffsets(file: string, rules: ArchiveRules): Promise<number> {
  const bytes = new ByteReader(createReadStream(file, { highWaterMark: 256 * 1024 }), () => undefined);
  try {
    await bytes.take(5);
    const header = await readHeader(bytes, rules);
    const { blocks } = await readToc(bytes, header, rules);
    const { offset } = bytes;
    const handle = await open(file);
    try {
      for (const block of blocks) await requireBlock(handle, block);
    } finally {
      await handle.close();
    }
    return offset;
  } finally {
    await bytes.close();
  }
}

/** Type, sign and number: PROTOCOLS.md §4. */
async function requireBlock(handle: FileHandle, { dumpId, kind, schema, name, offset }: ExpectedBlock): Promise<void> {
  const head = Buffer.alloc(6);
  if (offset !== undefined) await handle.read(head, 0, 6, offset);
  const isThere = head[0] === (kind === "large objects" ? 3 : 1) && head[1] === 0 && head.readUInt32LE(2) === dumpId;
  if (!isThere) throw new BadArchive("ARCHIVE_BLOCK_OFFSET", { table: `${schema}.${name}` });
}
