import pg from "pg";
import { PgBoss } from "pg-boss";
import { connections } from "./connections.ts";
import { runJobStatement } from "./db.ts";
import { once } from "./once.ts";
import type { Scope } from "./scope.ts";

/** The jobs that exist, and what each is told. The worker has one handler for each. */
export interface Jobs {
  /** Signs the revocation list of a shard anew. */
  "revocation-list": { readonly shard: number };
  /** Signs every list that is a day old. */
  "refresh-revocation-lists": Record<string, never>;
  "expire-sessions": Record<string, never>;
  "make-sign-in-partitions": Record<string, never>;
  /** Takes away the oldest month of the sign-in history when it was kept long enough. */
  "drop-sign-in-partition": Record<string, never>;
  /** Finishes what was planned and not signed when a process died. */
  "finish-certificates": Record<string, never>;
  /** Revokes former certificates whose days beside the new one are over. */
  "close-overlaps": Record<string, never>;
  "renew-server-certificate": Record<string, never>;
  /** Signs where every tenant's log stands, outside of the database. */
  "audit-checkpoint": Record<string, never>;
  "empty-hand-outs": Record<string, never>;
  /** Clinics, revocation list and certificate in the files of the clinics' PostgreSQL, where certificates open it. */
  "refresh-tenant-tls": Record<string, never>;
  "run-import": { readonly orcamoId: string; readonly id: string };
  /** Scheduled ones whose hour has come, and those that no worker has in hand any more. */
  "start-due-imports": Record<string, never>;
  /** Hashes a whole file whose hash on arrival was lost on the way. */
  "verify-upload": { readonly orcamoId: string; readonly uploadId: string };
  "sweep-uploads": Record<string, never>;
  "run-dump": { readonly orcamoId: string; readonly dumpId: string };
  "start-due-dumps": Record<string, never>;
  /** Ends or begins anew what a dead worker left, and removes what is over. */
  "sweep-dumps": Record<string, never>;
  /** A database for each clinic that has none yet. */
  "make-tenant-databases": Record<string, never>;
  /** What imports and dumps that are over left on the clinics' server, and what was set aside for long enough. */
  "sweep-databases": Record<string, never>;
  /** Addresses of renewed certificates that are over, and attempts of more than a year ago. */
  "sweep-renewals": Record<string, never>;
}

export const jobNames = [
  "revocation-list",
  "refresh-revocation-lists",
  "expire-sessions",
  "make-sign-in-partitions",
  "drop-sign-in-partition",
  "finish-certificates",
  "close-overlaps",
  "renew-server-certificate",
  "audit-checkpoint",
  "empty-hand-outs",
  "refresh-tenant-tls",
  "run-import",
  "start-due-imports",
  "verify-upload",
  "sweep-uploads",
  "run-dump",
  "start-due-dumps",
  "sweep-dumps",
  "make-tenant-databases",
  "sweep-databases",
  "sweep-renewals",
] as const satisfies readonly (keyof Jobs)[];

/**
 * Those that run for hours. Of one key one waits at a time; a worker that gives no sign of life for half a minute has lost
 * its job to the next.
 */
const long = { policy: "short", expireInSeconds: 23 * 3600, heartbeatSeconds: 30 } as const;
const queues: { readonly [Name in keyof Jobs]?: typeof long } = {
  "run-dump": long,
  "run-import": long,
  "verify-upload": long,
};

/**
 * In the transaction of the row that it belongs to: both are there after the commit, or neither.
 * @param when `startAfter` in seconds; `singletonKey` names what one job waits for at a time, where the queue is a long one's
 */
export async function enqueue<Name extends keyof Jobs>(
  scope: Pick<Scope, "db" | "tenant">,
  name: Name,
  data: Jobs[Name],
  when: { readonly startAfter?: number; readonly singletonKey?: string } = {},
): Promise<void> {
  const sender = await jobSender();
  const db = { executeSql: (text: string, values: unknown[] = []) => runJobStatement(scope.db, scope.tenant.id, text, values) };
  await sender.send(name, data, { ...when, db });
}

/** The queue's worker side: fetches, completes, retries, keeps the schedule. */
export function makeJobRunner(): PgBoss {
  return new PgBoss({ ...common, connectionString: connections().system, application_name: "portal-worker", max: 4 });
}

export async function stopJobSender(): Promise<void> {
  const holder = held();
  const sender = await holder.sender;
  holder.sender = undefined;
  await sender?.stop({ graceful: false });
}

/** At start-up, as the owner: the queue's own tables in schema pgboss, its queues, and the rights of our roles. */
export async function prepareJobs(): Promise<void> {
  const owner = new PgBoss({
    ...common,
    connectionString: connections().owner,
    migrate: true,
    createSchema: true,
    supervise: false,
    schedule: false,
  });
  owner.on("error", () => {});
  await owner.start();
  try {
    for (const name of jobNames)
      await owner.createQueue(name, { retryLimit: 5, retryDelay: 5, retryBackoff: true, ...queues[name] });
  } finally {
    await owner.stop({ graceful: false });
  }
  const client = new pg.Client({ connectionString: connections().owner });
  await client.connect();
  try {
    await client.query(grants);
  } finally {
    await client.end();
  }
}

const common = { schema: "pgboss", migrate: false, createSchema: false, reindex: false } as const;

/** The app role adds jobs and reads queues; it cannot take, change or remove a job. */
const grants = `
  GRANT USAGE ON SCHEMA pgboss TO portal_app, portal_system;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO portal_system;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA pgboss TO portal_system;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO portal_system;
  GRANT SELECT ON pgboss.queue, pgboss.version TO portal_app;
  GRANT SELECT, INSERT ON pgboss.job, pgboss.job_common TO portal_app;`;

function held(): { sender: Promise<PgBoss> | undefined } {
  return once("job-sender", () => ({ sender: undefined }));
}

/** Knows the queues; every statement that adds a job runs in the caller's transaction. */
function jobSender(): Promise<PgBoss> {
  const holder = held();
  holder.sender ??= startSender().catch((error: unknown) => {
    holder.sender = undefined;
    throw error;
  });
  return holder.sender;
}

async function startSender(): Promise<PgBoss> {
  const sender = new PgBoss({
    ...common,
    connectionString: connections().system,
    application_name: "portal-jobs",
    max: 1,
    supervise: false,
    schedule: false,
  });
  sender.on("error", () => {});
  return sender.start();
}
