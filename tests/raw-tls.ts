import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from "node:tls";

/** One answer as it came: names are as they were written, which is what clients in the field compare. */
export interface RawAnswer {
  readonly statusLine: string;
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface RawOptions {
  /** The client's certificate with its key: `pfx` and `passphrase`, PEM, or a context of it. None: nothing is presented. */
  readonly certificate?: Pick<ConnectionOptions, "pfx" | "passphrase" | "cert" | "key" | "secureContext"> | undefined;
  /** The only version of TLS that the client speaks; else 1.2 or 1.3. */
  readonly version?: SecureVersion;
  /** Of this machine, 127.0.0.1 unless said: one address may have so many connections. */
  readonly from?: string;
  /** Whether each byte of the TLS stream itself goes out in a TCP segment of its own. */
  readonly dribble?: boolean;
}

/** A TLS connection on which a test writes bytes and reads answers, without an HTTP client that would tidy either. */
export class RawTls implements Disposable {
  readonly socket: TLSSocket;
  #unread = Buffer.alloc(0);
  #ended = false;
  #change = Promise.withResolvers<void>();

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    // How it ends is seen by whoever reads: a reset is an end like any other.
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => this.#changed(() => (this.#unread = Buffer.concat([this.#unread, chunk]))));
    socket.on("close", () => this.#changed(() => (this.#ended = true)));
  }

  static async open(port: number, { certificate, version, from, dribble = false }: RawOptions = {}): Promise<RawTls> {
    const tcp = connectTcp({ port, host: "127.0.0.1", ...(from !== undefined && { localAddress: from }) });
    await once(tcp, "connect");
    tcp.setNoDelay(true);
    const versions = version && { minVersion: version, maxVersion: version };
    const socket = connect({
      socket: dribble ? byteByByte(tcp) : tcp,
      servername: "localhost",
      rejectUnauthorized: false,
      ...versions,
      ...certificate,
    });
    await once(socket, "secureConnect");
    return new RawTls(socket);
  }

  async send(bytes: string | Buffer): Promise<void> {
    await new Promise((resolve) => this.socket.write(bytes, "latin1", resolve));
  }

  /** Each byte in a TLS record and a TCP segment of its own. */
  async sendByteByByte(bytes: string): Promise<void> {
    for (const byte of bytes) await this.send(byte);
  }

  /** The next answer, whole. @throws AssertionError when the connection ends before, or the answer has no length */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const found = readAnswer(this.#unread);
      if (found) {
        this.#unread = this.#unread.subarray(found.bytes);
        return found.answer;
      }
      assert.ok(!this.#ended, `The connection ended after ${JSON.stringify(this.#unread.toString("latin1"))}`);
      await this.#change.promise;
    }
  }

  /** Waits until the other side closes. @returns what it sent before, unread by `answer` */
  async end(): Promise<string> {
    while (!this.#ended) await this.#change.promise;
    return this.#unread.toString("latin1");
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #changed(how: () => unknown): void {
    how();
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

/** Names that are written so by everybody, which is what case-sensitive clients look for. */
const canonicalName = /^(?:ETag|WWW-Authenticate|[A-Z][a-z0-9]*(?:-[A-Z][a-z0-9]*)*)$/;

/** What every answer to a program in the field has (PROTOCOLS.md §1). @throws AssertionError */
export function requireProper({ statusLine, status, fields, body }: RawAnswer): void {
  assert.match(statusLine, /^HTTP\/1\.1 \d{3} \S/);
  for (const [name] of fields) assert.match(name, canonicalName);
  const values = (wanted: string) => fields.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
  assert.deepEqual(values("content-length"), [String(body.length)]);
  assert.equal(values("content-type").length, 1);
  assert.deepEqual(values("cache-control"), ["no-store"]);
  for (const never of ["set-cookie", "transfer-encoding", "content-encoding"]) assert.deepEqual(values(never), []);
  assert.ok(status < 300 || status >= 400, "the clients in the field follow nobody");
}

/** Its value by the exact name; undefined when it is missing, or written otherwise. */
export function field({ fields }: RawAnswer, name: string): string | undefined {
  return fields.find(([written]) => written === name)?.[1];
}

function readAnswer(bytes: Buffer): { answer: RawAnswer; bytes: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n", 0, "latin1");
  if (end < 0) return;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const fields = lines.map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
  const length = fields.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  assert.ok(length, `No Content-Length in ${statusLine}`);
  const start = end + 4;
  const after = start + Number(length);
  if (bytes.length < after) return;
  const status = Number(statusLine.split(" ")[1]);
  return { answer: { statusLine, status, fields, body: bytes.subarray(start, after) }, bytes: after };
}

/** What is written to it goes out in segments of one byte; what comes, comes as it is. */
function byteByByte(tcp: Socket): Duplex {
  const duplex = new Duplex({
    read: () => tcp.resume(),
    write: async (chunk: Buffer, _encoding, done) => {
      for (const byte of chunk) await new Promise((resolve) => tcp.write(Buffer.of(byte), resolve));
      done();
    },
    final: (done) => void tcp.end(done),
    destroy: (error, done) => {
      tcp.destroy();
      done(error);
    },
  });
  tcp.on("data", (chunk) => duplex.push(chunk) || tcp.pause());
  tcp.on("end", () => duplex.push(null));
  tcp.on("error", (error) => duplex.destroy(error));
  return duplex;
}
