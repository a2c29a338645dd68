import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { createSecureContext } from "node:tls";
import { glclient } from "#tests/clients/requests.ts";
import { RawTls } from "#tests/raw-tls.ts";

/** Reads Clients on its standard input, then answers each Round that its parent sends with a RoundResult. */
export interface Clients {
  readonly port: number;
  readonly clients: readonly { readonly pfx: string; readonly passphrase: string }[];
}

/**
 * Where the requests of one client travel: `kept`, a connection that stood before the round; `pair`, a new one for both, as
 * the clients in the field do; `request`, a new one for each; `handshake`, a new one and no request at all.
 */
export type Way = "kept" | "pair" | "request" | "handshake";

/** Each client once: so many under way at all times, or one begun every so often, however long the others take. */
export interface Round {
  readonly way: Way;
  /** `get` asks for the files of the last round's POSTs. */
  readonly part: "both" | "get";
  readonly pace: { readonly lanes: number } | { readonly perSecond: number };
}

/** Milliseconds for each client that was served, from when it was its turn; what went wrong in words. */
export interface RoundResult {
  readonly seconds: number;
  readonly times: readonly number[];
  readonly failures: readonly string[];
}

const { port, clients } = JSON.parse(await text(process.stdin)) as Clients;
const contexts = clients.map(({ pfx, passphrase }) => createSecureContext({ pfx: Buffer.from(pfx, "base64"), passphrase }));
const lines: (RawTls | undefined)[] = [];
const addresses: string[] = [];
process.on("message", async (round: Round) => {
  try {
    if (round.way === "kept") await openLines();
    process.send?.(await play(round));
  } catch (error) {
    process.send?.({ seconds: 0, times: [], failures: [String(error)] } satisfies RoundResult);
  }
});
process.send?.("ready");
await once(process, "disconnect");
for (const line of lines) line?.socket.destroy();

async function play({ way, part, pace }: Round): Promise<RoundResult> {
  const times: number[] = [];
  const failures: string[] = [];
  const began = performance.now();
  const serve = async (client: number, since: number) => {
    try {
      await visit(client, way, part);
      times.push(performance.now() - since);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  };
  await ("lanes" in pace ? inLanes(pace.lanes, serve) : everySoOften(pace.perSecond, serve));
  return { seconds: (performance.now() - began) / 1000, times, failures: [...new Set(failures)].slice(0, 5) };
}

type Serve = (client: number, since: number) => Promise<void>;

async function inLanes(count: number, serve: Serve): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < clients.length) await serve(next++, performance.now());
  };
  await Promise.all(Array.from({ length: count }, lane));
}

/** Counted from when its turn was, not from when this process got to it: a server that stalls delays all that come then. */
async function everySoOften(perSecond: number, serve: Serve): Promise<void> {
  const began = performance.now();
  await Promise.all(
    clients.map(async (_, client) => {
      const since = began + (client * 1000) / perSecond;
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, Math.max(0, since - performance.now()));
      await promise;
      await serve(client, since);
    }),
  );
}

async function visit(client: number, way: Way, part: Round["part"]): Promise<void> {
  const kept = way === "kept" ? lines[client] : undefined;
  const first = kept ?? (await open(client));
  if (way === "handshake") return close(first);
  if (part === "both") addresses[client] = await post(first);
  if (way === "request") {
    await close(first);
    const second = await open(client);
    await get(second, addresses[client]);
    return close(second);
  }
  await get(first, addresses[client]);
  if (!kept) await close(first);
}

function open(client: number): Promise<RawTls> {
  return RawTls.open(port, { certificate: { secureContext: contexts[client] } });
}

/** Until the portal has ended it too: only then has it done its whole part of a handshake of TLS 1.3. */
async function close(line: RawTls): Promise<void> {
  line.socket.end();
  await line.end();
}

async function post(line: RawTls): Promise<string> {
  const said = JSON.parse((await served(line, glclient.post(`localhost:${port}`))).toString()) as { uri?: string; pass?: string };
  if (!said.uri || !said.pass) throw new Error("POST /api/cert gave no address or no password");
  return said.uri;
}

async function get(line: RawTls, address = ""): Promise<void> {
  const file = await served(line, glclient.get(address));
  // A PKCS#12 file is one SEQUENCE of some kilobytes (RFC 7292 §4).
  if (file[0] !== 0x30 || file.length < 2000) throw new Error(`GET answered ${file.length} bytes that are no PKCS#12 file`);
}

async function served(line: RawTls, request: string): Promise<Buffer> {
  await line.send(request);
  const { status, body } = await line.answer();
  if (status !== 200) throw new Error(`answered ${status}: ${body.toString("utf8").slice(0, 300)}`);
  return body;
}

/** Those that the portal has closed meanwhile anew; a request on each, since one that stays silent is ended. */
async function openLines(): Promise<void> {
  for (const client of clients.keys()) {
    if (lines[client]?.socket.writable) continue;
    const line = await open(client);
    await served(line, `GET /ca.crt HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    lines[client] = line;
  }
}
