import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { systemScope } from "#lib/access/system-scope.ts";
import { checkArchive } from "#lib/archives/check.ts";
import { usualRules } from "#lib/archives/model.ts";
import { findServerTool, serverFacts } from "#lib/databases/read-server.ts";
import { isOpen } from "#lib/imports/model.ts";
import { getImport } from "#lib/imports/queries.ts";
import { requestImport } from "#lib/imports/request.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { storeFile } from "#server/cli/store-file.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { fillClinicDatabase } from "./clinic-database.ts";
import { median, type Section } from "./figures.ts";
import { serverMemory } from "./inspector.ts";
import { dataDir, quick } from "./settings.ts";

/**
 * Of COPY text; the database is about twice as large. Smaller ones are mostly start-up: each phase asks the queue, makes
 * a database and waits for a checkpoint.
 */
const megabytes = quick ? 60 : 600;
const turns = quick ? 1 : 3;
const mega = 1024 * 1024;
const run = promisify(execFile);

/**
 * A テストインポート by the running portal's worker beside a bare `pg_restore -j2` of the same archive into an empty database
 * of the same server, in turns; the check alone; what the portal holds meanwhile.
 */
export async function measureImports(say: (line: string) => void): Promise<Section[]> {
  const directory = mkdtempSync(path.join(tmpdir(), "bench-imports-"));
  const scope = await systemScope("u00000452", "bench");
  const admin = adminUrl();
  const file = path.join(directory, "clinic.dump");
  try {
    say(`Making a database of ${megabytes} MB`);
    const databaseBytes = await makeArchive(admin, file);
    const uploadId = await storeFile(scope, file);
    const [bare, ours, memory, deviations] = [[] as number[], [] as number[], [] as number[], [] as number[]];
    const before = (await serverMemory({ settled: true })).rss;
    for (let turn = 1; turn <= turns; turn++) {
      say(`pg_restore and import, turn ${turn} of ${turns}`);
      bare.push(await restoreBare(admin, file));
      const { seconds, deviation } = await importOnce(scope, uploadId, memory);
      ours.push(seconds);
      deviations.push(deviation);
    }
    say("Check alone");
    return [
      section({
        databaseBytes,
        archiveBytes: statSync(file).size,
        bare: median(bare),
        ours: median(ours),
        deviation: median(deviations),
      }),
      await checkAlone(file),
      memorySection(before, memory),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Measured {
  readonly databaseBytes: number;
  readonly archiveBytes: number;
  /** Seconds. */
  readonly bare: number;
  readonly ours: number;
  readonly deviation: number;
}

function section({ databaseBytes, archiveBytes, bare, ours, deviation }: Measured): Section {
  return {
    title: `テストインポート beside bare pg_restore -j2, medians of ${turns} in turns, checks and comparison included`,
    figures: [
      { name: "database", value: databaseBytes / mega, unit: "MB" },
      { name: "archive", value: archiveBytes / mega, unit: "MB" },
      { name: "pg_restore -j2 into an empty database", value: bare, unit: "s" },
      { name: "import, from its start to its end", value: ours, unit: "s" },
      { name: "import against pg_restore", value: ours / bare, unit: "of 1", target: { atMost: 1.1 } },
      {
        name: "progress, furthest from the share of the time that has passed",
        value: deviation,
        unit: "of 1",
        target: { atMost: 0.15 },
      },
    ],
  };
}

/** Halves: what grows with the import would be seen in the second one. */
function memorySection(before: number, samples: readonly number[]): Section {
  const middle = Math.floor(samples.length / 2);
  const [first, second] = [Math.max(...samples.slice(0, middle)), Math.max(...samples.slice(middle))];
  return {
    title: "Memory of the portal, with its worker, during these imports",
    figures: [
      { name: "resident before", value: before / mega, unit: "MB" },
      { name: "resident, highest in the first half", value: first / mega, unit: "MB" },
      { name: "resident, the second half above the first", value: (second - first) / mega, unit: "MB", target: { atMost: 32 } },
    ],
  };
}

async function checkAlone(file: string): Promise<Section> {
  const { version, extensions } = await serverFacts();
  const seconds: number[] = [];
  let dataBytes = 0;
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now();
    const verdict = await checkArchive(createReadStream(file, { highWaterMark: mega }), {
      ...usualRules,
      serverMajor: version.major,
      extensions,
    });
    if (!verdict.accepted) throw new Error(`The check refuses the archive: ${verdict.reason}`);
    dataBytes = verdict.summary.dataBytes;
    seconds.push((performance.now() - began) / 1000);
  }
  const took = median(seconds);
  return {
    title: "Check of the same archive alone, every row read",
    figures: [
      { name: "of the archive", value: statSync(file).size / mega / took, unit: "MB/s" },
      { name: "of the data in it", value: dataBytes / mega / took, unit: "MB/s" },
    ],
  };
}

interface Timed {
  readonly seconds: number;
  /** How far the progress that was shown was from the share of the whole time, at its worst. */
  readonly deviation: number;
}

async function importOnce(scope: Scope, uploadId: string, memory: number[]): Promise<Timed> {
  const { id } = await requestImport(scope, { requestId: randomUUID(), uploadId, kind: "test", keepStaging: false });
  const shown: { at: number; done: number }[] = [];
  for (;;) {
    const { state, startedAt, finishedAt, reason, progress } = await getImport(scope, id);
    if (!isOpen(state)) {
      if (state !== "done" || !startedAt || !finishedAt) throw new Error(`The import ended as ${state}: ${reason}`);
      const [begin, whole] = [startedAt.getTime(), finishedAt.getTime() - startedAt.getTime()];
      const deviation = Math.max(...shown.map(({ at, done }) => Math.abs(done - (at - begin) / whole)));
      return { seconds: whole / 1000, deviation };
    }
    if (progress && startedAt) shown.push({ at: Date.now(), done: progress.done });
    memory.push((await serverMemory()).rss);
    await pause(500);
  }
}

async function restoreBare(admin: string, file: string): Promise<number> {
  const url = await emptyDatabase(admin, "bench_bare");
  const { args, env } = toolConnection(url);
  const began = performance.now();
  await run(await findServerTool("pg_restore"), ["-w", "-O", "-x", "-e", "-j2", ...args, file], { env });
  const seconds = (performance.now() - began) / 1000;
  await withClient(admin, (client) => client.query("DROP DATABASE bench_bare WITH (FORCE)"));
  return seconds;
}

async function makeArchive(admin: string, file: string): Promise<number> {
  const url = await emptyDatabase(admin, "bench_source");
  const bytes = await withClient(url, async (client) => {
    await fillClinicDatabase(client, megabytes);
    const { rows } = await client.query<{ bytes: string }>("SELECT pg_database_size(current_database()) AS bytes");
    return Number(rows[0]?.bytes);
  });
  const { args, env } = toolConnection(url);
  await run(await findServerTool("pg_dump"), ["-Fc", ...args, `--file=${file}`], { env });
  await withClient(admin, (client) => client.query("DROP DATABASE bench_source WITH (FORCE)"));
  return bytes;
}

async function emptyDatabase(admin: string, name: string): Promise<string> {
  await withClient(admin, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
  });
  return Object.assign(new URL(admin), { pathname: `/${name}` }).href;
}

function adminUrl(): string {
  const record = readRecord(dataDir);
  if (!record) throw new Error("The bench's portal has no private cluster.");
  return superuserUrl(record);
}
