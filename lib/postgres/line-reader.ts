/** A line longer than this is handed on in pieces: what a stranger's file makes a tool say has no end of its own. */
const longest = 64 * 1024;

/** Splits what a tool writes into lines, before they are decoded: a chunk may end in the middle of a character. */
export class LineReader {
  #rest: Buffer = Buffer.alloc(0);
  readonly #onLine: (line: Buffer) => void;

  constructor(onLine: (line: Buffer) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let end = bytes.indexOf(10); end >= 0 || bytes.length > longest; end = bytes.indexOf(10)) {
      const cut = end >= 0 && end <= longest ? end : longest;
      this.#onLine(bytes.subarray(0, cut));
      bytes = bytes.subarray(cut === end ? cut + 1 : cut);
    }
    this.#rest = Buffer.from(bytes);
  }

  end(): void {
    if (this.#rest.length > 0) this.#onLine(this.#rest);
    this.#rest = Buffer.alloc(0);
  }
}
