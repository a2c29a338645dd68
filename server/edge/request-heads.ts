/**
 * Removes the header line `Transfer-Encoding: identity` from request heads before Node's HTTP parser, which answers it
 * with 400, sees them (PROTOCOLS.md §1: glclient2 sends it on every request and cannot be changed).
 *
 * The danger is request smuggling: a line taken out of a body, or out of a head whose framing the parser would have
 * refused. So the line goes only when the whole head is plain beyond doubt (RFC 9112 §2–6, read strictly) and the
 * place of the next head is known. At the first thing that is not (`plainHead` is undefined) the filter hands on what
 * it holds and changes nothing more on this connection; refusing is then the parser's work.
 *
 * The request line is handed on as it comes, so that the parser's own time limit for a head runs while fields are held.
 */
export class RequestHeads {
  #stage: "line" | "fields" | "body" | "blind" = "line";
  #line = "";
  #held: Buffer = nothing;
  #bodyLeft = 0;

  /** What the parser shall see for these bytes; empty while fields are held. */
  pass(chunk: Buffer): Buffer {
    const before = this.#held.length;
    const out: Buffer[] = [];
    let rest = chunk;
    while (rest.length > 0) rest = this.#take(rest, out);
    const passed = out.reduce((sum, bytes) => sum + bytes.length, 0);
    // As many bytes out as came in, and none from before: they are the same. The usual case needs no copy.
    return before === 0 && passed === chunk.length ? chunk : Buffer.concat(out, passed);
  }

  /** Called at the end of the stream: gives back what is held. */
  end(): Buffer {
    return this.#giveUp();
  }

  /** @returns what is left of the bytes for the next stage */
  #take(bytes: Buffer, out: Buffer[]): Buffer {
    if (this.#stage === "line") return this.#takeLine(bytes, out);
    if (this.#stage === "fields") return this.#takeFields(bytes, out);
    if (this.#stage === "body") return this.#takeBody(bytes, out);
    out.push(bytes);
    return nothing;
  }

  #takeLine(bytes: Buffer, out: Buffer[]): Buffer {
    const end = bytes.indexOf(lineFeed) + 1;
    const taken = end === 0 ? bytes : bytes.subarray(0, end);
    out.push(taken);
    this.#line += taken.toString("latin1");
    if (this.#line.length > longestHead) this.#stage = "blind";
    else if (end > 0) this.#stage = plainRequestLine.test(this.#line) ? "fields" : "blind";
    return bytes.subarray(taken.length);
  }

  #takeFields(bytes: Buffer, out: Buffer[]): Buffer {
    const seen = this.#held.length;
    const all = seen === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const end = endOfFields(all, seen);
    this.#held = end === 0 ? all : nothing;
    if (end === 0) {
      if (all.length > longestHead) out.push(this.#giveUp());
      return nothing;
    }
    const head = end > longestHead ? undefined : plainHead(this.#line, all.toString("latin1", 0, end));
    out.push(head?.withoutIdentity ? Buffer.from(head.withoutIdentity, "latin1") : all.subarray(0, end));
    this.#line = "";
    this.#bodyLeft = head?.bodyLength ?? 0;
    this.#stage = head === undefined ? "blind" : this.#bodyLeft > 0 ? "body" : "line";
    return all.subarray(end);
  }

  #takeBody(bytes: Buffer, out: Buffer[]): Buffer {
    const taken = bytes.subarray(0, this.#bodyLeft);
    out.push(taken);
    this.#bodyLeft -= taken.length;
    if (this.#bodyLeft === 0) this.#stage = "line";
    return bytes.subarray(taken.length);
  }

  #giveUp(): Buffer {
    const held = this.#held;
    this.#held = nothing;
    this.#stage = "blind";
    return held;
  }
}

const nothing = Buffer.alloc(0);
const lineFeed = 0x0a;
/** Node's own limit (`maxHeaderSize`) is the same: what is longer is refused there. */
const longestHead = 16 * 1024;

/** Offset past the empty line, or 0 when it has not come yet. @param seen bytes that were searched before */
function endOfFields(bytes: Buffer, seen: number): number {
  if (bytes.length >= 2 && bytes[0] === 0x0d && bytes[1] === lineFeed) return 2;
  const at = bytes.indexOf("\r\n\r\n", Math.max(0, seen - 3), "latin1");
  return at < 0 ? 0 : at + 4;
}

interface PlainHead {
  readonly bodyLength: number;
  /** The fields without the line, when it was there. */
  readonly withoutIdentity?: string;
}

/** @returns undefined when anything about the framing of this message could be read in two ways. */
function plainHead(requestLine: string, fields: string): PlainHead | undefined {
  if (!plainFields.test(fields)) return undefined;
  const framing = [...fields.matchAll(framingField)];
  if (framing.some(([, name]) => /^(?:upgrade|trailer)$/i.test(name ?? ""))) return undefined;
  const lengths = framing.filter(([, name]) => /^content-length$/i.test(name ?? ""));
  const codings = framing.filter(([, name]) => /^transfer-encoding$/i.test(name ?? ""));
  const length = lengths[0]?.[2]?.trim() ?? "0";
  if (lengths.length > 1 || codings.length > 1 || !/^\d{1,15}$/.test(length)) return undefined;
  const coding = codings[0];
  if (!coding) return { bodyLength: Number(length) };
  if (!/^[ \t]*identity[ \t]*$/i.test(coding[2] ?? "")) return undefined;
  // Of old, identity without a length meant "until the connection closes": such a body must not become a request.
  if (lengths.length === 0 && !/^(?:GET|HEAD) /.test(requestLine)) return undefined;
  const after = coding.index + coding[0].length + "\r\n".length;
  return { bodyLength: Number(length), withoutIdentity: fields.slice(0, coding.index) + fields.slice(after) };
}

/** CONNECT turns the rest of the connection into something else; HTTP/1.0 frames otherwise. */
const plainRequestLine = /^(?!CONNECT )[A-Z]{1,20} [!-~]+ HTTP\/1\.1\r\n$/;
/** Token, colon at once, no bare CR, LF or NUL, no folded line. */
const plainFields = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*\r\n)*\r\n$/;
const framingField = /^(content-length|transfer-encoding|trailer|upgrade):([^\r\n]*)/gim;
