import { execFile } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { systemScope } from "#lib/access/system-scope.ts";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { findServerTool } from "#lib/databases/read-server.ts";
import { isOpenDump } from "#lib/dumps/model.ts";
import { type DumpRow, getDump } from "#lib/dumps/queries.ts";
import { removeDump } from "#lib/dumps/remove.ts";
import { requestDump } from "#lib/dumps/request.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { fillClinicDatabase } from "./clinic-database.ts";
import { median, type Section } from "./figures.ts";
import { serverMemory } from "./inspector.ts";
import { administratorOf } from "./portal.ts";
import { dataDir, quick } from "./settings.ts";
import { signIn } from "./visitor.ts";

/** Of COPY text; the database is about twice as large. */
const megabytes = quick ? 60 : 600;
const turns = quick ? 1 : 3;
const mega = 1024 * 1024;
const orcamoId = "u00000014";
const run = promisify(execFile);

/**
 * ダンプ実行, from the request to ダンプ済み, by the running portal's worker beside a bare `pg_dump -Fc` of the same database, in
 * turns; then the download over TLS; what the portal holds meanwhile.
 */
export async function measureDumps(say: (line: string) => void): Promise<Section[]> {
  const directory = mkdtempSync(path.join(tmpdir(), "bench-dumps-"));
  const scope = await systemScope(orcamoId, "bench");
  try {
    say(`Making a database of ${megabytes} MB`);
    const url = await fillLiveDatabase(scope);
    const file = path.join(directory, "bare.dump");
    const [bare, ours, memory] = [[] as number[], [] as number[], [] as number[]];
    const before = (await serverMemory({ settled: true })).rss;
    let last: DumpRow | undefined;
    for (let turn = 1; turn <= turns; turn++) {
      say(`pg_dump and dump, turn ${turn} of ${turns}`);
      bare.push(await dumpBare(url, file));
      if (last) await removeDump(scope, { id: last.id });
      const begun = performance.now();
      last = await dumpOnce(scope, memory);
      ours.push((performance.now() - begun) / 1000);
    }
    if (!last) throw new Error("no dump was made");
    say("Download");
    const megabytesPerSecond = await download(scope, last, memory);
    return [dumpSection(statSync(file).size, median(bare), median(ours)), downloadSection(megabytesPerSecond, before, memory)];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function dumpSection(archiveBytes: number, bare: number, ours: number): Section {
  return {
    title: `ダンプ実行 beside bare pg_dump -Fc, medians of ${turns} in turns, verified, hashed and sealed`,
    figures: [
      { name: "COPY text in the database", value: megabytes, unit: "MB" },
      { name: "archive", value: archiveBytes / mega, unit: "MB" },
      { name: "pg_dump -Fc", value: bare, unit: "s" },
      { name: "dump, from the request to its end", value: ours, unit: "s" },
      { name: "dump against pg_dump", value: ours / bare, unit: "of 1", target: { atMost: 1.05 } },
    ],
  };
}

function downloadSection(megabytesPerSecond: number, before: number, memory: readonly number[]): Section {
  return {
    title: "Download over TLS, and the portal's memory with its worker meanwhile",
    figures: [
      { name: "download", value: megabytesPerSecond, unit: "MB/s" },
      { name: "resident before", value: before / mega, unit: "MB" },
      { name: "resident, highest", value: Math.max(...memory) / mega, unit: "MB" },
    ],
  };
}

async function fillLiveDatabase(scope: Scope): Promise<string> {
  const { name } = await ensureTenantDatabase(scope);
  const record = readRecord(dataDir);
  if (!record) throw new Error("The bench's portal has no private cluster.");
  const url = Object.assign(new URL(superuserUrl(record)), { pathname: `/${name}` }).href;
  await withClient(url, async (client) => {
    // The demo has filled it already.
    await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await fillClinicDatabase(client, megabytes);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT");
  });
  return url;
}

async function dumpBare(url: string, file: string): Promise<number> {
  const { args, env } = toolConnection(url);
  const tool = await findServerTool("pg_dump");
  const began = performance.now();
  await run(tool, ["-Fc", ...args, `--file=${file}`], { env });
  return (performance.now() - began) / 1000;
}

async function dumpOnce(scope: Scope, memory: number[]): Promise<DumpRow> {
  const { id } = await requestDump(scope, { requestId: randomUUID() });
  for (let look = 0; ; look++) {
    const dump = await getDump(scope, id);
    if (!isOpenDump(dump.state)) {
      if (dump.state !== "done") throw new Error(`The dump ended as ${dump.state}: ${dump.sentence}`);
      return dump;
    }
    if (look % 10 === 0) memory.push((await serverMemory()).rss);
    await pause(50);
  }
}

/** By a link as `openDumpLink` makes it; what comes is held to the dump's hash. @returns MB a second */
async function download(scope: Scope, dump: DumpRow, memory: number[]): Promise<number> {
  const visitor = await signIn(administratorOf(orcamoId, "client21"));
  const session = await systemDb().session.findFirstOrThrow({ where: { endedAt: null }, orderBy: { createdAt: "desc" } });
  const token = randomBytes(32).toString("base64url");
  const now = new Date();
  await scope.db.dumpLink.create({
    data: {
      ...{ tenantId: scope.tenant.id, dumpId: dump.id, sessionId: session.id, thumbprint: session.thumbprint },
      ...{ tokenHash: createHash("sha256").update(token).digest(), createdAt: now },
      expiresAt: new Date(now.getTime() + 3_600_000),
    },
  });
  const began = performance.now();
  const answer = await visitor.open(`/tenants/${orcamoId}/apps/orca/dump-files/${token}/${dump.fileName}`);
  const hash = createHash("sha256");
  let chunks = 0;
  for await (const chunk of answer) {
    hash.update(chunk);
    if (chunks++ % 1000 === 0) memory.push((await serverMemory()).rss);
  }
  const seconds = (performance.now() - began) / 1000;
  if (hash.digest("hex") !== dump.sha256) throw new Error("What was downloaded is not what was dumped.");
  return (dump.size ?? 0) / mega / seconds;
}
