import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "#lib/platform/once.ts";
import { compressFile, compressPage } from "./compress.ts";

/** Beyond this an answer goes out as it comes: no page and no script of ours is near it. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Sends a page, a script or a style in one piece, compressed once. Next writes a page in many pieces, and its own
 * compression flushes after each. Nothing waits for a page's first bytes here, since none is shown in parts.
 * Downloads and the answers of server actions pass as they are.
 * @param file the path of a static file, whose compressed form is kept; undefined for what is made for one request
 */
export function sendWhole(request: IncomingMessage, response: ServerResponse, file: string | undefined): void {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let passing = false;
  const write = response.write.bind(response) as (...parts: unknown[]) => boolean;
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  const flushHeaders = response.flushHeaders.bind(response);
  const holds = () => !passing && !response.headersSent && isText(response);
  const hold = (chunk: unknown, encoding: unknown): void => {
    const piece = asBuffer(chunk, encoding);
    if (piece) pieces.push(piece);
    bytes += piece?.length ?? 0;
  };

  response.flushHeaders = () => (holds() ? undefined : flushHeaders());
  response.write = ((chunk: unknown, encoding: unknown, done: unknown) => {
    if (!holds() || bytes > mostBytes) {
      passing = true;
      for (const piece of pieces.splice(0)) write(piece);
      return write(chunk, encoding, done);
    }
    hold(chunk, encoding);
    const written = typeof encoding === "function" ? encoding : done;
    if (typeof written === "function") process.nextTick(written);
    return true;
  }) as typeof response.write;
  response.end = ((chunk: unknown, encoding: unknown, done: unknown) => {
    if (!holds() || request.method === "HEAD" || response.statusCode === 304) return end(chunk, encoding, done);
    hold(chunk, encoding);
    passing = true;
    const ended = [chunk, encoding, done].find((part) => typeof part === "function");
    packed(request, response, Buffer.concat(pieces), file).then(
      (body) => {
        if (!response.headersSent) response.setHeader("Content-Length", body.length);
        end(body, ended);
      },
      // A cut connection, never a part that looks whole, nor a visitor who waits for ever.
      (error: Error) => response.destroy(error),
    );
    return response;
  }) as typeof response.end;
}

async function packed(
  request: IncomingMessage,
  response: ServerResponse,
  whole: Buffer,
  file: string | undefined,
): Promise<Buffer> {
  response.appendHeader("Vary", "Accept-Encoding");
  if (whole.length < 1024 || response.hasHeader("Content-Encoding") || response.statusCode === 206) return whole;
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const packing = file !== undefined && response.statusCode === 200 && takes(accepted, "br") ? "br" : "gzip";
  if (!takes(accepted, packing)) return whole;
  response.setHeader("Content-Encoding", packing);
  return packing === "br" && file !== undefined ? kept(file, whole) : compressPage(whole);
}

/** A built file never changes under its name, and there are some dozens: each is compressed once a process, and well. */
function kept(file: string, whole: Buffer): Promise<Buffer> {
  const files = once("compressed-files", () => new Map<string, Promise<Buffer>>());
  const known = files.get(file);
  if (known) return known;
  const made = compressFile(whole);
  files.set(file, made);
  made.catch(() => files.delete(file));
  return made;
}

function isText(response: ServerResponse): boolean {
  return /^(?:text\/(?:html|css|javascript)|application\/javascript|image\/svg\+xml)\b/.test(
    String(response.getHeader("Content-Type") ?? ""),
  );
}

/** RFC 9110 §12.5.3, as far as browsers use it: named, and not with q=0. */
function takes(accepted: string, coding: string): boolean {
  return accepted.split(",").some((part) => new RegExp(`^\\s*${coding}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*$).+)?$`, "i").test(part));
}

function asBuffer(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === "string") return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  // A copy: the writer may use its memory again after write() has returned.
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
}
