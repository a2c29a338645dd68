import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { env } from "#lib/platform/env.ts";
import { EnvelopeError } from "#lib/platform/secrets.ts";
import { migrate, readMigrations } from "#server/postgres/migrate.ts";
import { openDatabase } from "#server/start/database.ts";
import { takeDataDirectory } from "#server/start/directory.ts";
import { StartFailure } from "#server/start/failure.ts";
import type { Say } from "#server/start/say.ts";
import { dumpName } from "./back-up.ts";
import { beginAnew } from "./begin-anew.ts";
import { requireWholeFiles } from "./check-files.ts";
import { returnCheckpoints } from "./checkpoints.ts";
import { keyName, placeKey } from "./key-copy.ts";
import { loadDatabase, requireAllRows } from "./load.ts";
import { type Manifest, readManifest, requireSeal } from "./manifest.ts";
import { beginRestore, endRestore, markCounted } from "./marker.ts";
import { rememberBackup } from "./remember.ts";
import { wholeUrl } from "./whole-view.ts";

/**
 * Puts a backup into the empty database of this data directory (or of DATABASE_URL), with the portal stopped. Looks at
 * everything before it changes anything; interrupted, it is run again.
 * @throws StartFailure with cause and action
 */
export async function restore(
  { from, keysFrom }: { readonly from: string; readonly keysFrom?: string | undefined },
  now: Date,
  say: Say,
): Promise<{ manifest: Manifest; nextNumber: number }> {
  const { manifest, seal } = readManifest(from);
  refuseForeignTimes(manifest, now);
  await requireWholeFiles(from, manifest);
  await using running = new AsyncDisposableStack();
  running.defer(takeDataDirectory(env().dataDir));
  takeKey(keysFrom, manifest, seal);
  const { owner } = await openDatabase(env(), running, say);
  const stage = await beginRestore(owner, seal);
  if (stage === "begun") {
    say("Restoring the database");
    await loadDatabase(owner, path.join(from, dumpName));
  }
  if (stage !== "counted") {
    await requireAllRows(wholeUrl(), manifest);
    await markCounted(owner);
  }
  const applied = await migrate(owner);
  if (applied.length > 0) say(`Database schema: applied ${applied.join(", ")}`);
  returnCheckpoints(
    from,
    manifest.files.map(({ name }) => name),
    env().checkpointDir,
  );
  const { nextNumber } = await beginAnew(now);
  await rememberBackup(
    { at: manifest.at, directory: path.resolve(from) },
    { action: "portal:restore", target: path.basename(path.resolve(from)), facts: { backupAt: manifest.at, nextNumber } },
  );
  await endRestore(owner);
  return { manifest, nextNumber };
}

/** A newer portal's backup, or one from after this machine's now. */
function refuseForeignTimes({ at, migrations }: Manifest, now: Date): void {
  const known = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]));
  const foreign = migrations.find(({ name, checksum }) => known.get(name) !== checksum);
  if (foreign)
    throw new StartFailure(
      `The backup has the migration ${foreign.name}, which this version lacks or has otherwise: use the version of the backup or a newer one.`,
    );
  if (new Date(at) > now)
    throw new StartFailure(
      `The backup was made at ${at}, and this machine's clock says ${now.toISOString()}: set the clock right.`,
    );
}

/** The key goes to its place, unless it is there; a wrong one does not stay. */
function takeKey(keysFrom: string | undefined, manifest: Manifest, seal: string): void {
  const file = env().keyEncryptionKeyFile;
  const wasThere = existsSync(file);
  if (!keysFrom && !wasThere)
    throw new StartFailure(`There is no key-encryption key in ${file}: name the directory of its copy with --keys-from.`);
  if (keysFrom) placeKey(readKey(path.join(keysFrom, keyName)), file);
  try {
    requireSeal(manifest, seal);
  } catch (error) {
    if (!wasThere) rmSync(file);
    if (!(error instanceof EnvelopeError)) throw error;
    const which = keysFrom ? path.join(keysFrom, keyName) : file;
    throw new StartFailure(
      `The key-encryption key ${which} is not that of this backup (${error.message}): name the directory of the right one with --keys-from.`,
    );
  }
}

function readKey(file: string): Buffer {
  mkdirSync(path.dirname(env().keyEncryptionKeyFile), { recursive: true, mode: 0o700 });
  if (existsSync(file)) return readFileSync(file);
  throw new StartFailure(`${file} is not there: --keys-from names the directory that --keys-out named.`);
}
