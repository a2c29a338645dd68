import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { CheckpointError } from "#lib/audit/checkpoint-files.ts";
import { writeCheckpointIfDue } from "#lib/audit/write-checkpoint.ts";
import { currentAuthority, ensureAuthority } from "#lib/authority/current.ts";
import { refreshRevocationList } from "#lib/authority/lists.ts";
import { openSigner } from "#lib/authority/signer.ts";
import { env } from "#lib/platform/env.ts";
import { prepareJobs } from "#lib/platform/jobs.ts";
import { log } from "#lib/platform/log.ts";
import { ensureKeyEncryptionKey } from "#lib/platform/secrets.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { makeSignInPartitions } from "#lib/sign-ins/make-partitions.ts";
import { prepareClinicsDatabases } from "./clinics-databases.ts";
import { handoutDirectory } from "./demo/handout-directory.ts";
import { makeDemo } from "./demo/make.ts";
import { StartFailure } from "./failure.ts";
import { type Say, say as sayAloud } from "./say.ts";

/**
 * What a migrated database must hold before the portal serves: keys, the job queue, the authority with a revocation
 * list, the months of the sign-in table; in a demo also the demo data. Each step finds its work done or does it. Of
 * several starts on one database the others wait.
 * @returns the directories with what is to be handed out; none in production
 * @throws StartFailure when the key-encryption key is not that of the database
 */
export async function prepareData(say: Say = sayAloud): Promise<{ handouts: string[] }> {
  const client = await systemPool().connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    await prepareKeys();
    await prepareJobs();
    await ensureAuthority(new Date());
    await refreshRevocationList(0, new Date());
    await months();
    await prepareClinicsDatabases(say);
    if (env().demo) await makeDemo(say);
    await checkpoint();
  } finally {
    // Ends the connection and with it the lock, also when a step failed.
    client.release(true);
  }
  return { handouts: handouts() };
}

/** Any number but that of the migrations; a session's lock. */
const lock = 7_266_426_002;

/** A new key is made only where nothing was sealed yet: a missing file beside a sealed database is a lost one. */
async function prepareKeys(): Promise<void> {
  if ((await systemDb().authority.count()) === 0) return ensureKeyEncryptionKey();
  const authority = await currentAuthority();
  try {
    openSigner(authority);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(
      `The key-encryption key in ${env().keyEncryptionKeyFile} does not open the certification authority of this database (${reason}): put the right file there, or name it in PORTAL_KEY_ENCRYPTION_KEY_FILE.`,
      { cause: error },
    );
  }
}

/** Behind a long reader (a backup) the worker makes them later; until then a row of such a month is kept beside them. */
async function months(): Promise<void> {
  try {
    await makeSignInPartitions(new Date());
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === lockTimeout)) throw error;
    log.warn("sign-in-months-not-made", { error });
  }
}

/** lock_not_available */
const lockTimeout = "55P03";

/** Where nothing can be signed the portal does not start; files that somebody changed are told, and keep nobody out. */
async function checkpoint(): Promise<void> {
  try {
    await writeCheckpointIfDue(new Date());
  } catch (error) {
    if (error instanceof CheckpointError) return log.error("audit-checkpoint-failed", { error });
    if (!(error instanceof Error && "syscall" in error && "path" in error)) throw error;
    throw new StartFailure(
      `Signed checkpoints of the log cannot be written to ${env().checkpointDir} (${error.message}): make the directory writable, or name another one in PORTAL_CHECKPOINT_DIR.`,
      { cause: error },
    );
  }
}

function handouts(): string[] {
  const directory = handoutDirectory();
  if (!env().demo || !existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .map((name) => path.join(directory, name));
}
