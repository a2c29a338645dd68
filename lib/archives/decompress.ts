import type { Transform } from "node:stream";
import { constants, createInflate, createZstdDecompress } from "node:zlib";
import { BadArchive } from "./bad-archive.ts";
import { Lz4Decoder } from "./lz4-decoder.ts";
import type { ArchiveCompression, ArchiveFacts } from "./model.ts";

/** One data block's way from the archive to its text. */
export interface Decompressor {
  /** The piece may be used again when this is done. */
  write(piece: Buffer): Promise<void>;
  /** @throws BadArchive when the stream is not complete, or more follows it */
  end(): Promise<void>;
  /** Gives up. */
  close(): void;
}

/**
 * @param firstPiece bytes of the piece that comes first: thousands of small objects need no large buffers
 * @param text gets the uncompressed pieces; what it throws comes out of `write` or `end`.
 */
export function decompress(
  kind: ArchiveCompression,
  firstPiece: number,
  text: (piece: Buffer) => void,
  facts: ArchiveFacts,
): Decompressor {
  const chunkSize = Math.min(Math.max(8 * firstPiece, 1024), 256 * 1024);
  if (kind === "gzip") return new NativeDecompressor(createInflate({ chunkSize }), text, facts);
  if (kind === "zstd") return new NativeDecompressor(createZstdDecompress({ chunkSize, params: zstdParameters }), text, facts);
  if (kind === "lz4") return new Lz4Decompressor(text, facts);
  return { write: async (piece) => text(piece), end: async () => undefined, close: () => undefined };
}

/** 32 MiB, zstd's level 20: what a frame's header asks for is allocated. */
const zstdParameters = { [constants.ZSTD_d_windowLogMax]: 25 };

/** zlib's stream: it works in a thread of its own while the text of the piece before is looked at. */
class NativeDecompressor implements Decompressor {
  readonly #stream: Transform & { readonly bytesWritten: number };
  readonly #facts: ArchiveFacts;
  readonly #closed = Promise.withResolvers<void>();
  #fed = 0;
  #ended = false;
  #failure: unknown;

  constructor(stream: Transform & { readonly bytesWritten: number }, text: (piece: Buffer) => void, facts: ArchiveFacts) {
    this.#stream = stream;
    this.#facts = facts;
    const look = (piece: Buffer) => {
      if (this.#failure !== undefined) return;
      try {
        text(piece);
      } catch (error) {
        this.#fail(error);
      }
    };
    // Looked at after the stream has sent its thread for the next piece.
    stream.on("data", (piece: Buffer) => queueMicrotask(() => look(piece)));
    stream.on("end", () => {
      this.#ended = true;
    });
    stream.on("error", (error: NodeJS.ErrnoException) => this.#fail(this.#damaged(error.code)));
    stream.on("close", () => this.#closed.resolve());
  }

  async write(piece: Buffer): Promise<void> {
    this.#check();
    // The stream was complete before: the end tells by the count.
    this.#fed += piece.length;
    if (this.#ended) return;
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#stream.write(piece, () => resolve());
      }),
      this.#closed.promise,
    ]);
    this.#check();
  }

  async end(): Promise<void> {
    this.#stream.end();
    await this.#closed.promise;
    // The last piece is looked at in a microtask that was queued before this one.
    this.#check();
    if (!this.#ended || this.#stream.bytesWritten !== this.#fed) throw this.#damaged();
  }

  close(): void {
    this.#stream.destroy();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stream.destroy();
  }

  #damaged(code?: string): BadArchive {
    const window = code === "ZSTD_error_frameParameter_windowTooLarge";
    return new BadArchive(window ? "ARCHIVE_COMPRESSION_WINDOW" : "ARCHIVE_DATA_DAMAGED", this.#facts);
  }
}

class Lz4Decompressor implements Decompressor {
  readonly #decoder: Lz4Decoder;
  readonly #facts: ArchiveFacts;

  constructor(text: (piece: Buffer) => void, facts: ArchiveFacts) {
    this.#decoder = new Lz4Decoder(text);
    this.#facts = facts;
  }

  async write(piece: Buffer): Promise<void> {
    if (!this.#decoder.write(piece)) throw new BadArchive("ARCHIVE_DATA_DAMAGED", this.#facts);
  }

  async end(): Promise<void> {
    if (!this.#decoder.complete) throw new BadArchive("ARCHIVE_DATA_DAMAGED", this.#facts);
  }

  close(): void {}
}
