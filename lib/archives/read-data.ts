import { BadArchive } from "./bad-archive.ts";
import { type ByteReader, EndOfBytes } from "./byte-reader.ts";
import { CopyText } from "./copy-text.ts";
import { DataMeter } from "./data-meter.ts";
import { type Decompressor, decompress } from "./decompress.ts";
import type { ArchiveCompression, ArchiveFacts, ArchiveRules, ArchiveTable } from "./model.ts";
import { readInt } from "./read-text.ts";
import type { ExpectedBlock, Toc } from "./read-toc.ts";

export interface ArchiveData {
  readonly tables: readonly ArchiveTable[];
  readonly largeObjects: { readonly count: number; readonly bytes: number };
  readonly dataBytes: number;
}

/** All data blocks, up to the archive's last byte. @throws BadArchive */
export async function readData(
  bytes: ByteReader,
  toc: Toc,
  compression: ArchiveCompression,
  rules: ArchiveRules,
): Promise<ArchiveData> {
  const reader = new DataReader(bytes, toc, compression, rules);
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof EndOfBytes) throw new BadArchive("ARCHIVE_TRUNCATED", reader.place);
    throw error;
  } finally {
    reader.close();
  }
}

/** What is gathered before it is uncompressed: pg_dump writes pieces of 4 KB, or single rows. */
const pieceSize = 128 * 1024;

class DataReader {
  readonly #bytes: ByteReader;
  readonly #toc: Toc;
  readonly #compression: ArchiveCompression;
  readonly #meter: DataMeter;
  readonly #expected: ReadonlyMap<number, ExpectedBlock>;
  readonly #seen = new Set<number>();
  readonly #tables: ArchiveTable[] = [];
  readonly #largeObjects = { count: 0, bytes: 0 };
  #disorder: ExpectedBlock | undefined;
  #open: Decompressor | undefined;
  /** One is filled while the other is uncompressed. */
  #piece = Buffer.allocUnsafeSlow(pieceSize);
  #other = Buffer.allocUnsafeSlow(pieceSize);
  #filled = 0;
  #working: Promise<void> = Promise.resolve();

  constructor(bytes: ByteReader, toc: Toc, compression: ArchiveCompression, rules: ArchiveRules) {
    this.#bytes = bytes;
    this.#toc = toc;
    this.#compression = compression;
    this.#meter = new DataMeter(rules);
    this.#expected = new Map(toc.blocks.map((block) => [block.dumpId, block]));
  }

  async read(): Promise<ArchiveData> {
    while (!(await this.#bytes.atEnd())) {
      const block = await this.#readBlockHead();
      if (block.kind === "table") await this.#readTable(block);
      else if (block.kind === "large objects") await this.#readLargeObjects(block);
      else await this.#readStream(factsOf(block), () => undefined);
    }
    const missing = this.#toc.blocks.find(({ dumpId }) => !this.#seen.has(dumpId));
    if (missing && !this.#disorder) throw new EndOfBytes();
    if (missing) throw new BadArchive("ARCHIVE_BLOCK_MISSING", factsOf(missing));
    if (this.#disorder) throw new BadArchive("ARCHIVE_BLOCK_ORDER", factsOf(this.#disorder));
    return { tables: this.#tables, largeObjects: this.#largeObjects, dataBytes: this.#meter.uncompressed };
  }

  /** How much of the archive was there, by the place of the last block or by the blocks; nobody knows within the last. */
  get place(): ArchiveFacts {
    const { blocks } = this.#toc;
    const last = blocks.at(-1)?.offset;
    const share = last === undefined ? (this.#seen.size - 1) / blocks.length : this.#bytes.offset / last;
    const known = share < 1 && this.#seen.size < blocks.length;
    return { offset: this.#bytes.offset, ...(known ? { percent: Math.floor(100 * Math.max(0, share)) } : {}) };
  }

  close(): void {
    this.#open?.close();
  }

  async #readBlockHead(): Promise<ExpectedBlock> {
    const { offset } = this.#bytes;
    const allSeen = this.#seen.size === this.#expected.size;
    const type = this.#bytes.byte();
    const dumpId = type === 1 || type === 3 ? await this.#readDumpId(allSeen) : undefined;
    if (dumpId === undefined) throw new BadArchive(allSeen ? "ARCHIVE_TRAILING_BYTES" : "ARCHIVE_DATA_DAMAGED", { offset });
    const block = this.#expected.get(dumpId);
    if (!block)
      throw new BadArchive(allSeen && !this.#toc.dumpIds.has(dumpId) ? "ARCHIVE_TRAILING_BYTES" : "ARCHIVE_BLOCK_UNKNOWN", {
        offset,
        dumpId,
      });
    if (this.#seen.has(dumpId)) throw new BadArchive("ARCHIVE_BLOCK_TWICE", factsOf(block));
    if ((type === 3) !== (block.kind === "large objects")) throw new BadArchive("ARCHIVE_DATA_DAMAGED", factsOf(block));
    if (block.offset !== undefined && block.offset !== offset) throw new BadArchive("ARCHIVE_BLOCK_OFFSET", factsOf(block));
    if (this.#toc.blocks[this.#seen.size] !== block) this.#disorder ??= block;
    this.#seen.add(dumpId);
    return block;
  }

  async #readDumpId(allSeen: boolean): Promise<number | undefined> {
    try {
      if (this.#bytes.left < 5) await this.#bytes.gather(5);
      const dumpId = this.#bytes.int();
      return dumpId !== undefined && dumpId > 0 ? dumpId : undefined;
    } catch (error) {
      if (error instanceof EndOfBytes && allSeen) return undefined;
      throw error;
    }
  }

  async #readTable(block: ExpectedBlock): Promise<void> {
    const facts = factsOf(block);
    const text = new CopyText(`${facts.table}`, this.#toc.encoding);
    const compressedBytes = await this.#readStream(facts, (piece) => text.add(piece));
    text.end();
    const { schema, name, dumpId } = block;
    this.#tables.push({ schema, name, rows: text.rows, bytes: text.bytes, compressedBytes, dumpId });
  }

  /** Number and stream of each, until number 0. */
  async #readLargeObjects(block: ExpectedBlock): Promise<void> {
    const facts = factsOf(block);
    for (;;) {
      const oid = await readInt(this.#bytes, -0x7fff_ffff, 0x7fff_ffff, "ARCHIVE_DATA_DAMAGED");
      if (oid === 0) return;
      this.#largeObjects.count += 1;
      await this.#readStream(facts, (piece) => {
        this.#largeObjects.bytes += piece.length;
      });
    }
  }

  /** One compressed stream: pieces with their lengths, until length 0. @returns compressed bytes */
  async #readStream(facts: ArchiveFacts, text: (piece: Buffer) => void): Promise<number> {
    const before = this.#meter.compressed;
    const open = () => this.#openDecompressor(facts, text);
    let empty = true;
    for (;;) {
      if (this.#bytes.left < 5) await this.#bytes.gather(5);
      const length = this.#bytes.int();
      if (length === undefined || length < 0) throw new BadArchive("ARCHIVE_DATA_DAMAGED", facts);
      if (length === 0) break;
      empty = false;
      for (let left = length; left > 0; ) {
        if (this.#bytes.left === 0) await this.#bytes.gather(1);
        const copied = this.#bytes.copyTo(this.#piece, this.#filled, Math.min(left, pieceSize - this.#filled));
        this.#filled += copied;
        left -= copied;
        this.#meter.addCompressed(copied);
        if (this.#filled === pieceSize) await this.#flush(open);
      }
    }
    // An empty large object has no stream at all in newer versions.
    if (empty) return 0;
    await this.#flush(open);
    await this.#working;
    await this.#open?.end();
    this.#open = undefined;
    return this.#meter.compressed - before;
  }

  #openDecompressor(facts: ArchiveFacts, text: (piece: Buffer) => void): Decompressor {
    const metered = (piece: Buffer) => {
      this.#meter.addUncompressed(piece.length);
      text(piece);
    };
    return decompress(this.#compression, this.#filled, metered, facts);
  }

  /** @param open makes the stream's decompressor when its first piece is there. */
  async #flush(open: () => Decompressor): Promise<void> {
    await this.#working;
    if (this.#filled === 0) return;
    this.#open ??= open();
    const piece = this.#piece.subarray(0, this.#filled);
    [this.#piece, this.#other] = [this.#other, this.#piece];
    this.#filled = 0;
    this.#working = this.#open.write(piece);
    // Its failure comes out of the next flush; until then it is nobody's.
    this.#working.catch(() => undefined);
  }
}

function factsOf({ schema, name, kind }: ExpectedBlock): ArchiveFacts {
  return { table: kind === "table" ? `${schema}.${name}` : "ラージオブジェクト" };
}
