import { X509Certificate } from "node:crypto";
import { readFile, statfs } from "node:fs/promises";
import { z } from "zod";
import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { CheckpointError, checkpointsBackward } from "../audit/checkpoint-files.ts";
import { currentAuthority } from "../authority/current.ts";
import { countPooledKeys } from "../authority/key-pool.ts";
import { namesMissing, serverHosts } from "../authority/server-certificate.ts";
import { databasesState } from "../databases/judge-state.ts";
import { env } from "../platform/env.ts";
import { jobNames } from "../platform/jobs.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { storageSpace } from "../storage/sealed-file.ts";
import { type Facts, judge } from "./judge.ts";
import { type Finding, type JobFacts, type JobLine, judgeJob } from "./model.ts";

/** 稼働状況 of the operator's console: the portal as it is now. */
export async function readHealth(scope: Scope): Promise<{ findings: Finding[]; jobs: JobLine[] }> {
  permit(scope, "console:read");
  const [facts, jobs] = await Promise.all([gather(scope), readJobs(scope)]);
  return { findings: judge(facts), jobs: jobs.map((job) => judgeJob(job, scope.clock.now())) };
}

async function gather(scope: Scope): Promise<Facts> {
  const db = officeDb(scope);
  const authority = await currentAuthority();
  const [worker, disk, storage, database, clinicsDatabases, serverCertificate, revocationList, checkpoint, backup, keyPool] =
    await Promise.all([
      db.$queryRaw<{ at: Date | null }[]>`SELECT cron_on AS at FROM pgboss.version`,
      readDisk(),
      readStorage(),
      readDatabase(scope),
      databasesState(),
      readServerCertificate(scope),
      db.revocationList.findFirst({
        where: { authorityId: authority.id },
        orderBy: { nextUpdate: "asc" },
        select: { thisUpdate: true, nextUpdate: true },
      }),
      readCheckpoint(),
      db.setting.findUnique({ where: { key: "last-backup" } }),
      readKeyPool(),
    ]);
  return {
    now: scope.clock.now(),
    workerAt: worker[0]?.at ?? undefined,
    disk,
    storage,
    database,
    clinicsDatabases,
    serverCertificate,
    authority: { notAfter: new X509Certificate(authority.certificate).validToDate },
    revocationList: revocationList ?? undefined,
    checkpoint,
    backup: backupShape.safeParse(backup?.value).data,
    keyPool,
  };
}

/** As `portal backup` leaves it. */
const backupShape = z.object({ at: z.coerce.date(), directory: z.string() });

function readJobs(scope: Scope): Promise<JobFacts[]> {
  return officeDb(scope).$queryRaw<JobFacts[]>`
    SELECT q.name, s.cron, s.created_on AS "plannedSince",
      count(*) FILTER (WHERE j.state IN ('created', 'retry') AND j.start_after <= now())::int AS waiting,
      count(*) FILTER (WHERE j.state = 'active')::int AS running,
      count(*) FILTER (WHERE j.state = 'failed' AND j.completed_on > now() - interval '1 day')::int AS failed,
      min(j.start_after) FILTER (WHERE j.state IN ('created', 'retry') AND j.start_after <= now()) AS "oldestWaiting",
      max(j.completed_on) FILTER (WHERE j.state = 'completed') AS "lastSuccess"
    FROM pgboss.queue q
    LEFT JOIN pgboss.schedule s ON s.name = q.name AND s.key = ''
    LEFT JOIN pgboss.job j ON j.name = q.name
    WHERE q.name = ANY(${[...jobNames]})
    GROUP BY q.name, s.cron, s.created_on
    ORDER BY q.name`;
}

async function readKeyPool(): Promise<Facts["keyPool"]> {
  const size = env().keyPoolSize;
  return size === 0 ? undefined : { count: await countPooledKeys(), size };
}

async function readDisk(): Promise<Facts["disk"]> {
  const directory = env().dataDir;
  const found = await statfs(directory).catch(() => undefined);
  return found && { directory, free: found.bavail * found.bsize, total: found.blocks * found.bsize };
}

async function readStorage(): Promise<Facts["storage"]> {
  try {
    const space = await storageSpace();
    return { space: space && { free: space.freeBytes, total: space.totalBytes } };
  } catch (error) {
    if (isRefusal(error)) return { cause: String(error.facts.cause) };
    throw error;
  }
}

async function readDatabase(scope: Scope): Promise<Facts["database"]> {
  const db = officeDb(scope);
  const [row] = await db.$queryRaw<Omit<Facts["database"], "milliseconds" | "clockAhead">[]>`
    SELECT split_part(current_setting('server_version'), ' ', 1) AS version, pg_database_size(current_database())::float8 AS bytes,
      (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      current_setting('max_connections')::int AS "mostConnections",
      (SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float8
        FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()) AS "oldestTransaction"`;
  if (!row) throw new Error("The database says nothing of itself.");
  const start = performance.now();
  const before = scope.clock.now().getTime();
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const milliseconds = performance.now() - start;
  const middle = (before + scope.clock.now().getTime()) / 2;
  return { ...row, milliseconds, clockAhead: ((clock?.now.getTime() ?? 0) - middle) / 1000 };
}

/** The last one that was signed, verified by the key beside it; broken also where the directory cannot be read. */
async function readCheckpoint(): Promise<Facts["checkpoint"]> {
  try {
    const { value: last } = await checkpointsBackward(env().checkpointDir).next();
    return last && new Date(last.statement.at);
  } catch (error) {
    if (error instanceof CheckpointError || (error instanceof Error && "syscall" in error)) return "broken";
    throw error;
  }
}

/** The one that visitors see: the operator's own file, or the newest that the authority issued. */
async function readServerCertificate(scope: Scope): Promise<Facts["serverCertificate"]> {
  const { tlsCertificateFile } = env();
  if (tlsCertificateFile) {
    const pem = await readFile(tlsCertificateFile).catch(() => undefined);
    const certificate = pem && new X509Certificate(pem);
    return certificate && { notAfter: certificate.validToDate, own: true, missing: namesMissing(certificate) };
  }
  const newest = await officeDb(scope).serverCertificate.findFirst({
    where: { certificate: { not: null }, hosts: { equals: serverHosts() }, notBefore: { lte: scope.clock.now() } },
    orderBy: { notAfter: "desc" },
    select: { notAfter: true },
  });
  return newest ? { notAfter: newest.notAfter, own: false, missing: [] } : undefined;
}
