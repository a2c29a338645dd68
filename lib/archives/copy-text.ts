import { isUtf8 } from "node:buffer";
import { BadArchive } from "./bad-archive.ts";
import { countNewlines } from "./count-newlines.ts";

/** What ends the data of each table in an archive. */
const endMarker = Buffer.from("\\.\n\n\n");
const endOfCopy = endMarker.subarray(0, 3);
const backslash = 0x5c;
/** How many bytes of the text before a piece are kept. */
const memory = 64;

/**
 * The rows of one table's COPY text as it streams by. Checks what the server would swallow in silence or fail on late: bytes
 * that are not the encoding's, NUL, an end marker before the end (what follows it would be dropped), none at the end.
 */
export class CopyText {
  bytes = 0;
  #newlines = 0;
  readonly #table: string;
  readonly #utf8: boolean;
  /** The last bytes of the text so far: a marker or a character may lie across two pieces. */
  #last: Buffer = Buffer.alloc(0);
  #marker = -1;
  /** What was found first. It is told at the end: in a damaged stream such findings follow from the damage, and the sum tells. */
  #finding: BadArchive | undefined;

  /** @param encoding of the dump; only UTF8 is checked byte by byte, the server converts and checks the others. */
  constructor(table: string, encoding: string) {
    this.#table = table;
    this.#utf8 = encoding === "UTF8";
  }

  get rows(): number {
    return this.#newlines - 3;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    if (!this.#finding) this.#look(piece);
    this.#newlines += countNewlines(piece);
    this.bytes += piece.length;
    this.#last = Buffer.concat([this.#last, piece.subarray(-memory)]).subarray(-memory);
  }

  /** @throws BadArchive when the text is not what pg_dump writes, or does not end as it ends it */
  end(): void {
    if (this.#finding) throw this.#finding;
    const whole = this.#last.subarray(-endMarker.length).equals(endMarker);
    if (!whole || this.#marker !== this.bytes - endMarker.length || this.rows < 0)
      throw new BadArchive("ARCHIVE_DATA_DAMAGED", { table: this.#table });
    this.bytes -= endMarker.length;
  }

  #look(piece: Buffer): void {
    const nul = piece.indexOf(0);
    if (nul >= 0) this.#finding = new BadArchive("ARCHIVE_NUL", this.#place(piece, nul));
    else if (this.#utf8) this.#finding = this.#findInvalid(piece);
    this.#findMarker(piece);
  }

  /** `\.` ends the data, wherever it stands; `\\.` is a backslash and a dot. */
  #findMarker(piece: Buffer): void {
    const before = this.#last.length;
    const seam = Buffer.concat([this.#last, piece.subarray(0, memory)]);
    for (let at = seam.indexOf(endOfCopy, Math.max(0, before - 2)); at >= 0; at = seam.indexOf(endOfCopy, at + 1))
      this.#note(seam, at, this.bytes - before);
    for (let at = piece.indexOf(endOfCopy, memory - 2); at >= 0; at = piece.indexOf(endOfCopy, at + 1))
      this.#note(piece, at, this.bytes);
  }

  /** @param from where `context` begins in the text */
  #note(context: Buffer, at: number, from: number): void {
    let escapes = 0;
    while (context[at - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 1 || this.#marker === from + at) return;
    // In Shift_JIS and its like the second byte of a character may be a backslash: only one on its own line is meant.
    if (!this.#utf8 && at > 0 && context[at - 1] !== 0x0a) return;
    if (this.#marker >= 0) this.#finding ??= new BadArchive("ARCHIVE_DATA_DAMAGED", { table: this.#table });
    else this.#marker = from + at;
  }

  #findInvalid(piece: Buffer): BadArchive | undefined {
    const open = openCharacter(this.#last);
    const seam = open.length > 0 ? Buffer.concat([open, piece.subarray(0, 3)]) : piece.subarray(0, 0);
    const begun = open.length > 0 ? lengthOfCharacter(open[0] ?? 0) : 0;
    const start = Math.min(piece.length, Math.max(0, begun - open.length));
    // A character of which even this piece does not bring the end is looked at with the next one.
    if (open.length > 0 && seam.length >= begun && !isUtf8(seam.subarray(0, begun))) return this.#invalid(seam, 0, 0);
    const end = piece.length - openCharacter(piece.subarray(start)).length;
    if (isUtf8(piece.subarray(start, end))) return undefined;
    for (let from = start, row = 0; ; row += 1) {
      const newline = piece.indexOf(0x0a, from);
      const line = piece.subarray(from, newline < 0 || newline > end ? end : newline);
      if (newline < 0 || !isUtf8(line))
        return this.#invalid(line, firstInvalid(line), row + countNewlines(piece.subarray(0, start)));
      from = newline + 1;
    }
  }

  #invalid(text: Buffer, at: number, rowsBefore: number): BadArchive {
    const bytes = text
      .subarray(at, at + 4)
      .toString("hex")
      .toUpperCase()
      .replace(/(..)(?=.)/g, "$1 ");
    const row = this.#newlines + rowsBefore + 1;
    return new BadArchive("ARCHIVE_ENCODING_INVALID", { table: this.#table, row, encoding: "UTF8", bytes });
  }

  #place(piece: Buffer, at: number) {
    return { table: this.#table, row: this.#newlines + countNewlines(piece.subarray(0, at)) + 1 };
  }
}

/** The beginning of a character that the text does not complete; empty when it ends with a whole one, or with nonsense. */
function openCharacter(text: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, text.length); back += 1) {
    const byte = text[text.length - back] ?? 0;
    if (byte >= 0xc0) return lengthOfCharacter(byte) > back ? text.subarray(-back) : text.subarray(0, 0);
    if (byte < 0x80) break;
  }
  return text.subarray(0, 0);
}

function lengthOfCharacter(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/** Where the first byte stands that no character can have. */
function firstInvalid(line: Buffer): number {
  let from = 0;
  let to = line.length;
  // The longest valid beginning: a cut through a character is moved before it.
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    const head = line.subarray(0, middle);
    if (isUtf8(head.subarray(0, head.length - openCharacter(head).length))) from = middle;
    else to = middle - 1;
  }
  return from - openCharacter(line.subarray(0, from)).length;
}
