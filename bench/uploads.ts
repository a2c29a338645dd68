import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { makeTestCertificates } from "#server/edge/test-certificates.ts";
import { median, type Section } from "./figures.ts";
import { serverCpu, serverMemory } from "./inspector.ts";
import { administratorOf } from "./portal.ts";
import { origin, quick } from "./settings.ts";
import { signIn, type Visitor } from "./visitor.ts";

const mega = 1024 * 1024;
const size = (quick ? 256 : 1024) * mega;
const memorySize = (quick ? 512 : 2048) * mega;
const turns = 3;
/** As the browser sends it (components/upload-transfer.ts). */
const partBytes = 256 * mega;
const part = randomBytes(partBytes);

/** A file of 1 GB by tus, in turns with the same bytes to a bare TLS server that writes them to a file. */
export async function measureUploads(say: (line: string) => void): Promise<Section[]> {
  const visitor = await signIn(administratorOf("u00000014", "client21"));
  await using bare = await startBare();
  const uploads: number[] = [];
  const bares: number[] = [];
  const uploadCpu: number[] = [];
  const bareCpu: number[] = [];
  // Of the client, and the same for both: it is no part of what is compared.
  const hashes = { part: hashOf(partBytes), whole: hashOf(size), larger: hashOf(memorySize) };
  await upload(visitor, partBytes, hashes.part);
  for (let turn = 0; turn < turns; turn++) {
    say(`Upload and cat, turn ${turn + 1} of ${turns}`);
    const [bareBefore, uploadBefore] = [await bare.take(0), await serverCpu()];
    bares.push(await timed(() => bare.take(size)));
    uploads.push(await timed(() => upload(visitor, size, hashes.whole)));
    bareCpu.push((await bare.take(0)) - bareBefore);
    uploadCpu.push((await serverCpu()) - uploadBefore);
  }
  say("Memory during a larger one");
  const before = await serverMemory({ settled: true });
  const resident: number[] = [];
  const sampling = setInterval(async () => resident.push((await serverMemory({ settled: false })).rss / mega), 250);
  await upload(visitor, memorySize, hashes.larger);
  clearInterval(sampling);
  const after = await serverMemory({ settled: true });
  const half = Math.floor(resident.length / 2);
  const highest = (samples: readonly number[]) => Math.max(...samples);
  const rate = (seconds: number) => size / 1e6 / seconds;
  return [
    {
      title: `Upload of ${size / mega} MiB (sealed, hashed, on the disk) beside cat over the same TLS, medians of ${turns}`,
      figures: [
        { name: "upload", value: rate(median(uploads)), unit: "MB/s" },
        { name: "cat", value: rate(median(bares)), unit: "MB/s" },
        { name: "upload against cat", value: median(bares) / median(uploads), unit: "of 1", target: { atLeast: 0.7 } },
        { name: "CPU of the server, upload", value: (median(uploadCpu) * 1e6) / size, unit: "ms/MB" },
        { name: "CPU of the server, cat", value: (median(bareCpu) * 1e6) / size, unit: "ms/MB" },
      ],
    },
    {
      title: `Memory of the server during an upload of ${memorySize / mega} MiB`,
      figures: [
        { name: "resident before", value: before.rss / mega, unit: "MB" },
        { name: "resident, highest in the first half", value: highest(resident.slice(0, half)), unit: "MB" },
        {
          name: "resident, the second half above the first",
          value: highest(resident.slice(half)) - highest(resident.slice(0, half)),
          unit: "MB",
          target: { atMost: 32 },
        },
        { name: "resident afterwards", value: after.rss / mega, unit: "MB" },
      ],
    },
  ];
}

function hashOf(bytes: number): string {
  const hash = createHash("sha256");
  for (let offset = 0; offset < bytes; offset += partBytes) hash.update(part);
  return hash.digest("hex");
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Begun, sent, finished by its hash, and taken away again. */
async function upload({ holder, cookie }: Visitor, bytes: number, sha256: string): Promise<void> {
  const agent = new Agent({ pfx: holder.pfx, passphrase: holder.passphrase, rejectUnauthorized: false, keepAlive: true });
  const usual = { Cookie: cookie, Origin: origin, "Tus-Resumable": "1.0.0" };
  const begun = await send(agent, `${origin}/tenants/u00000014/apps/orca/uploads`, "POST", {
    ...usual,
    "Upload-Length": bytes,
    "Content-Length": 0,
  });
  const place = `${origin}${begun.location}`;
  for (let offset = 0; offset < bytes; offset += partBytes) {
    const headers = { ...usual, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
    await send(agent, place, "PATCH", { ...headers, "Content-Length": partBytes }, part);
  }
  const body = Buffer.from(JSON.stringify({ sha256 }));
  await send(agent, `${place}/finish`, "POST", { ...usual, "Content-Length": body.length }, body);
  await send(agent, place, "DELETE", usual);
  agent.destroy();
}

async function startBare() {
  const directory = mkdtempSync(path.join(tmpdir(), "portal-bench-cat-"));
  const { server } = makeTestCertificates();
  const files = [path.join(directory, "crt"), path.join(directory, "key"), path.join(directory, "received")] as const;
  writeFileSync(files[0], server.certificatePem);
  writeFileSync(files[1], server.keyPem);
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./bare-receiver.ts")), ...files], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const address = `https://127.0.0.1:${Number(line)}/`;
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  return {
    /** In parts as the upload's, one after another over the same file. @returns its CPU time so far, in milliseconds */
    take: async (bytes: number): Promise<number> => {
      for (let offset = 0; offset < bytes; offset += partBytes) {
        await send(agent, address, "POST", { "Content-Length": partBytes }, part);
      }
      return Number((await send(agent, address, "POST", { "Content-Length": 0 })).said);
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, "exit");
      rmSync(directory, { recursive: true });
    },
  };
}

/** @throws Error when it is refused */
async function send(
  agent: Agent,
  address: string,
  method: string,
  headers: Record<string, string | number>,
  body?: Buffer,
): Promise<{ location: string; said: string }> {
  const sent = request(address, { agent, method, headers });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const said = await text(answer);
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${method} ${address} answered ${answer.statusCode}: ${said}`);
  return { location: answer.headers.location ?? "", said };
}
