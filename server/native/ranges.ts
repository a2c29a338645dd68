import type { IncomingMessage } from "node:http";

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The one range that a GET asks for (RFC 9110 §14). Undefined for the whole: none asked, several (§14.2 leaves that to the
 * server), one that is not written as it should be, or of another state of the file (If-Range, §13.1.5).
 * @param size of the whole, in bytes
 * @param etag strong, in its quotes
 */
export function askedRange({ method, headers }: Asking, size: number, etag: string): ByteRange | "unsatisfiable" | undefined {
  if (method !== "GET" || headers.range === undefined) return undefined;
  const condition = headers["if-range"];
  // A date never fits: no Last-Modified is sent. A weak tag does not either, since it promises no bytes.
  if (condition !== undefined && condition !== etag) return undefined;
  const asked = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(headers.range);
  const [, first = "", last = ""] = asked ?? [];
  if (!asked || (first === "" && last === "")) return undefined;
  return first === "" ? suffix(Number(last), size) : between(Number(first), last === "" ? size - 1 : Number(last), size);
}

type Asking = Pick<IncomingMessage, "method" | "headers">;

/** `-500`: the last ones. */
function suffix(length: number, size: number): ByteRange | "unsatisfiable" {
  return length === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - length), end: size };
}

function between(first: number, last: number, size: number): ByteRange | "unsatisfiable" | undefined {
  if (last < first && first < size) return undefined;
  return first >= size ? "unsatisfiable" : { start: first, end: Math.min(last + 1, size) };
}
