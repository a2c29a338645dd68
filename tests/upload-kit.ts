import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { ClientRequest } from "node:http";
import path from "node:path";
import { packageRoot } from "#server/start/package-root.ts";
import type { Answer, Caller } from "./caller.ts";

export const piece = 8 * 1024 * 1024;

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** So many bytes that no two tests share. */
export function fileOf(size: number): Buffer {
  return randomBytes(size);
}

/** A file on its way, as tus-js-client brings it. */
export class Sender {
  readonly caller: Caller;
  readonly place: string;

  constructor(caller: Caller, place: string) {
    this.caller = caller;
    this.place = place;
  }

  /** @returns the refusal instead where nothing was begun */
  static async begin(caller: Caller, size: number, name = "dump.backup", orcamoId = "u00000001"): Promise<Sender> {
    const answer = await announce(caller, size, { name, orcamoId });
    assert.equal(answer.status, 201, answer.text);
    return new Sender(caller, answer.headers.location ?? "");
  }

  get id(): string {
    return path.basename(this.place);
  }

  /** The same upload, at the hands of another. */
  as(caller: Caller): Sender {
    return new Sender(caller, this.place);
  }

  head(): Promise<Answer> {
    return this.caller.send("HEAD", this.place, { headers: { "Tus-Resumable": "1.0.0" } });
  }

  async offset(): Promise<number> {
    return Number((await this.head()).headers["upload-offset"]);
  }

  /** All of `bytes` at `offset`. */
  patch(offset: number, bytes: Buffer): Promise<Answer> {
    return this.caller.send("PATCH", this.place, { headers: patchHeaders(offset), body: bytes });
  }

  /** A PATCH that is not over yet. */
  openPatch(offset: number, length: number): ClientRequest {
    const sent = this.caller.open("PATCH", this.place, { ...patchHeaders(offset), "Content-Length": length });
    sent.on("error", () => {});
    return sent;
  }

  finish(declared: string | null): Promise<Answer> {
    return this.caller.send("POST", `${this.place}/finish`, { body: JSON.stringify({ sha256: declared }) });
  }

  resume(size: number, firstPieceSha256: string | null): Promise<Answer> {
    return this.caller.send("POST", `${this.place}/resume`, { body: JSON.stringify({ size, firstPieceSha256 }) });
  }

  remove(): Promise<Answer> {
    return this.caller.send("DELETE", this.place, { headers: { "Tus-Resumable": "1.0.0" } });
  }
}

export function announce(
  caller: Caller,
  size: number,
  {
    name = "dump.backup",
    orcamoId = "u00000001",
    requestId,
    body,
  }: { name?: string; orcamoId?: string; requestId?: string; body?: Buffer } = {},
): Promise<Answer> {
  const metadata = [["filename", name], ...(requestId ? [["requestid", requestId]] : [])];
  const headers = {
    "Tus-Resumable": "1.0.0",
    "Upload-Length": size,
    "Upload-Metadata": metadata.map(([key, value = ""]) => `${key} ${Buffer.from(value).toString("base64")}`).join(","),
    ...(body && { "Content-Type": "application/offset+octet-stream" }),
  };
  return caller.send("POST", `/tenants/${orcamoId}/apps/orca/uploads`, { headers, body: body ?? "" });
}

/** Sends so much of it, and then the line is cut; resolves when the other side knows. */
export async function sendAndCut(sent: ClientRequest, bytes: Buffer): Promise<void> {
  sent.flushHeaders();
  await new Promise<void>((resolve) => sent.write(bytes, () => resolve()));
  sent.destroy();
  await closed(sent);
}

/** However the connection ended. */
export function closed(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => (sent.closed ? resolve() : sent.once("close", resolve)));
}

export function codeOf({ text }: Answer): unknown {
  return text ? JSON.parse(text).code : undefined;
}

/** The edge as a program of its own, over the same database. @param limit KiB that one file may have (ulimit -f) */
export async function startEdgeProcess(limit?: number): Promise<{ port: number; child: ChildProcess }> {
  const program = path.join(packageRoot, "tests/native-edge.ts");
  const command = `${limit ? `ulimit -f ${limit}; ` : ""}exec "$0" "$1"`;
  const child = spawn("bash", ["-c", command, process.execPath, program], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout ?? assert.fail(), "data")) as [Buffer];
  return { port: Number(line), child };
}

/** A multipart/form-data body as a browser makes it. */
export function formOf(file: Buffer, { name = "dump.backup", requestId = "", end = true } = {}) {
  const boundary = "----portal-test-boundary";
  const field = requestId ? `--${boundary}\r\nContent-Disposition: form-data; name="requestId"\r\n\r\n${requestId}\r\n` : "";
  const head = `${field}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from(end ? `\r\n--${boundary}--\r\n` : "")]);
  const headers = {
    "Content-Type": `multipart/form-data; boundary=${boundary}`,
    "Sec-Fetch-Mode": "navigate",
    Accept: "text/html",
  };
  return { headers, body };
}

function patchHeaders(offset: number) {
  return { "Tus-Resumable": "1.0.0", "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
}
