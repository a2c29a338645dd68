import { systemScope } from "#lib/access/system-scope.ts";
import { writeCheckpoint } from "#lib/audit/write-checkpoint.ts";
import { rebuildRevocationList, refreshRevocationList } from "#lib/authority/lists.ts";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import { makeTenantDatabases, sweepDatabases } from "#lib/databases/sweep.ts";
import { runDump } from "#lib/dumps/run.ts";
import { sweepDumps } from "#lib/dumps/sweep.ts";
import { emptyHandOuts } from "#lib/hand-outs/sweep.ts";
import { runImport } from "#lib/imports/run.ts";
import { startDueImports } from "#lib/imports/sweep.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Jobs } from "#lib/platform/jobs.ts";
import { sweepRenewals } from "#lib/renewals/sweep.ts";
import { expireSessions } from "#lib/sessions/expire.ts";
import { dropSignInPartition } from "#lib/sign-ins/drop-partition.ts";
import { makeSignInPartitions } from "#lib/sign-ins/make-partitions.ts";
import { sweepUploads } from "#lib/uploads/sweep.ts";
import { verifyUpload } from "#lib/uploads/verify.ts";
import { refreshTenantTls } from "#server/tenant-tls/refresh.ts";
import { closeOverlaps } from "./close-overlaps.ts";
import { finishCertificates } from "./finish-certificates.ts";
import { startDueDumps } from "./start-due-dumps.ts";

interface Job<Data> {
  /** Safe to run twice: a worker that died in the middle, or two workers, do no harm. */
  run(data: Data, ending: AbortSignal): Promise<unknown>;
  /** Cron, UTC; undefined when rows alone enqueue it. */
  readonly schedule?: string;
  /** Seconds between two looks at the queue: those that a person waits for are looked at often. */
  readonly every: number;
  /** How many of them this worker runs at once; 1 unless said. */
  readonly atOnce?: number;
  /** How many it takes at a time, of which those that are told the same are run as one; 1 unless said. */
  readonly together?: number;
}

/** One line a job: each calls the house, nothing is decided here. */
export const jobs: { readonly [Name in keyof Jobs]: Job<Jobs[Name]> } = {
  // Each line that is revoked asks for it: of 20,000 in one morning each list would take longer than the one before.
  "revocation-list": { every: 2, together: 1_000, run: ({ shard }) => rebuildRevocationList(shard, new Date()) },
  "refresh-revocation-lists": { every: 20, schedule: "11 * * * *", run: () => refreshRevocationList(0, new Date()) },
  "expire-sessions": { every: 20, schedule: "*/5 * * * *", run: () => expireSessions(new Date()) },
  "make-sign-in-partitions": { every: 20, schedule: "23 18 * * *", run: () => makeSignInPartitions(new Date()) },
  "drop-sign-in-partition": { every: 20, schedule: "53 18 * * *", run: () => dropSignInPartition(systemClock) },
  "finish-certificates": { every: 20, schedule: "* * * * *", run: () => finishCertificates(new Date()) },
  "close-overlaps": { every: 20, schedule: "*/10 * * * *", run: (_, signal) => closeOverlaps(new Date(), signal) },
  "renew-server-certificate": { every: 20, schedule: "41 18 * * *", run: () => currentServerCertificate() },
  "audit-checkpoint": { every: 20, schedule: "7 * * * *", run: () => writeCheckpoint(new Date()) },
  "empty-hand-outs": { every: 20, schedule: "* * * * *", run: () => emptyHandOuts(new Date()) },
  "refresh-tenant-tls": { every: 20, schedule: "* * * * *", run: () => refreshTenantTls(new Date()) },
  // Most of their time they wait for pg_restore and for the clinics' server.
  "run-import": { every: 1, atOnce: 3, run: (data, signal) => runImport(data, { signal }) },
  "start-due-imports": { every: 20, schedule: "* * * * *", run: () => startDueImports(new Date()) },
  "verify-upload": {
    every: 2,
    run: async ({ orcamoId, uploadId }) => verifyUpload(await systemScope(orcamoId, "worker"), uploadId),
  },
  "sweep-uploads": { every: 20, schedule: "*/10 * * * *", run: () => sweepUploads() },
  "run-dump": {
    every: 0.5,
    atOnce: 2,
    run: async ({ orcamoId, dumpId }, signal) => runDump(await systemScope(orcamoId, "worker"), { id: dumpId }, { signal }),
  },
  "start-due-dumps": { every: 20, schedule: "* * * * *", run: () => startDueDumps(new Date()) },
  "sweep-dumps": { every: 20, schedule: "* * * * *", run: () => sweepDumps(systemClock) },
  "make-tenant-databases": { every: 5, schedule: "* * * * *", run: () => makeTenantDatabases() },
  "sweep-renewals": { every: 20, schedule: "37 * * * *", run: () => sweepRenewals(new Date()) },
  "sweep-databases": { every: 20, schedule: "*/5 * * * *", run: () => sweepDatabases(new Date()) },
};
