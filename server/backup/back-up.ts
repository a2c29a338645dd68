import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env } from "#lib/platform/env.ts";
import { StartFailure } from "#server/start/failure.ts";
import { describeFiles } from "./check-files.ts";
import { copyCheckpoints } from "./checkpoints.ts";
import { dumpDatabase } from "./dump.ts";
import { settle, sync } from "./durable.ts";
import { copyKey } from "./key-copy.ts";
import { type Manifest, manifestName, sealedManifest } from "./manifest.ts";
import { ownVersion } from "./own-version.ts";
import { makeOwn, requireApart } from "./place.ts";
import { rememberBackup } from "./remember.ts";
import { wholeUrl } from "./whole-view.ts";

export const dumpName = "portal.dump";

export interface BackupMade {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Where the key was copied to; undefined when it was not. */
  readonly key: string | undefined;
  /** Drafts of backups that were interrupted. */
  readonly leftovers: readonly string[];
}

/**
 * Backs the running portal up into a new directory under `out`. It has a draft's name until it is whole and on the
 * disk, and its manifest is written last. The key-encryption key goes to `keysOut`, or nowhere.
 * @throws StartFailure with cause and action; nothing of the backup remains under its name
 */
export async function backUp(
  { out, keysOut }: { readonly out: string; readonly keysOut?: string | undefined },
  now: Date,
): Promise<BackupMade> {
  const { keyEncryptionKeyFile } = env();
  requireApart(out, keysOut, keyEncryptionKeyFile);
  makeOwn(out);
  const directory = path.join(path.resolve(out), `portal-${now.toISOString().replaceAll(":", "-")}`);
  const draft = `${directory}${draftSuffix}`;
  if (existsSync(directory) || existsSync(draft)) throw new StartFailure(`${directory} exists already: run this again.`);
  const leftovers = readdirSync(out).filter((name) => name.endsWith(draftSuffix));
  try {
    const manifest = await fill(draft, now);
    const key = keysOut ? copyKey(keyEncryptionKeyFile, keysOut) : undefined;
    renameSync(draft, directory);
    sync(out);
    await remember(directory, manifest, key !== undefined);
    return { directory, manifest, key, leftovers };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

const draftSuffix = ".partial";

async function fill(draft: string, now: Date): Promise<Manifest> {
  makeOwn(draft);
  // First the checkpoints, then the database: a checkpoint of entries that the copy lacks would look like a loss.
  const names = [...copyCheckpoints(env().checkpointDir, draft), dumpName];
  const about = await dumpDatabase(wholeUrl(), path.join(draft, dumpName));
  const files = await describeFiles(draft, names);
  const manifest: Manifest = { format: 1, at: now.toISOString(), portal: await ownVersion(), ...about, files };
  const file = path.join(draft, manifestName);
  writeFileSync(file, sealedManifest(manifest), { mode: 0o600 });
  settle(file);
  sync(draft);
  return manifest;
}

function remember(directory: string, manifest: Manifest, key: boolean): Promise<void> {
  const facts = { rows: Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0), key };
  return rememberBackup({ at: manifest.at, directory }, { action: "portal:backup", target: path.basename(directory), facts });
}
