import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { createSecureContext, type SecureContext } from "node:tls";
import { glclient } from "#tests/clients/requests.ts";
import { type RawAnswer, RawTls } from "#tests/raw-tls.ts";
import type { Clients } from "./renewal-clients.ts";

/** Reads Clients on its standard input, then answers each Burst that its parent sends with a BurstResult. */
export interface Burst {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface BurstResult {
  /** Milliseconds from when it was its turn to the answer of the POST, and from there to the file. */
  readonly posts: readonly number[];
  readonly files: readonly number[];
  /** Told to come again: 503. */
  readonly busy: number;
  /** Whose connection ended before there was an answer. */
  readonly lost: number;
  /** Had an address, and did not get the file: glclient2 exits then. */
  readonly broken: number;
  /** Anything else, in words. */
  readonly failures: readonly string[];
}

const { port, clients } = JSON.parse(await text(process.stdin)) as Clients;
const contexts = clients.map(({ pfx, passphrase }) => createSecureContext({ pfx: Buffer.from(pfx, "base64"), passphrase }));
process.on("message", async (burst: Burst) => process.send?.(await play(burst)));
process.send?.("ready");
await once(process, "disconnect");

/** One begun every so often, however long the others take; each from an address of its own, of which there are 200. */
async function play({ perSecond, seconds }: Burst): Promise<BurstResult> {
  const result = { posts: [] as number[], files: [] as number[], busy: 0, lost: 0, broken: 0, failures: new Set<string>() };
  const began = performance.now();
  const visits = Array.from({ length: perSecond * seconds }, async (_, at) => {
    const due = began + (at * 1000) / perSecond;
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, due - began);
    await promise;
    try {
      await visit(contexts[at % contexts.length], `127.0.1.${1 + (at % 200)}`, due, result);
    } catch (error) {
      result.failures.add(String(error));
    }
  });
  await Promise.all(visits);
  return { ...result, failures: [...result.failures].slice(0, 5) };
}

type Result = Omit<BurstResult, "failures" | "posts" | "files" | "busy" | "lost" | "broken"> & {
  posts: number[];
  files: number[];
  busy: number;
  lost: number;
  broken: number;
};

async function visit(secureContext: SecureContext | undefined, from: string, due: number, result: Result): Promise<void> {
  const opened = await RawTls.open(port, { certificate: { secureContext }, from }).catch(() => undefined);
  const posted = opened && (await asked(opened, glclient.post(`localhost:${port}`)).catch(() => undefined));
  const answered = performance.now();
  if (!posted) result.lost += 1;
  if (!posted) return;
  using line = opened;
  if (posted.status === 503) result.busy += 1;
  if (posted.status === 503) return;
  if (posted.status !== 200) throw new Error(`POST was answered ${posted.status}`);
  result.posts.push(answered - due);
  const { uri } = JSON.parse(posted.body.toString()) as { uri: string };
  const file = await asked(line, glclient.get(uri)).catch(() => undefined);
  // A PKCS#12 file is one SEQUENCE of some kilobytes (RFC 7292 §4).
  if (file?.status === 200 && file.body[0] === 0x30) result.files.push(performance.now() - answered);
  else result.broken += 1;
}

async function asked(line: RawTls, request: string): Promise<RawAnswer> {
  await line.send(request);
  return await line.answer();
}
