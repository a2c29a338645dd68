import { accessSync, constants } from "node:fs";
import { statfs } from "node:fs/promises";
import { env } from "#lib/platform/env.ts";
import { findInstallations } from "#lib/postgres/installations.ts";
import { isSafe, isUsable, leastSafe, versionText } from "#lib/postgres/version.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The oldest runtime that the portal is tested on. */
const node = 24;
const gibibyte = 2 ** 30;

export function checkNode(): Finding {
  const about = `Node.js ${process.versions.node}`;
  const enough = Number(process.versions.node.split(".")[0]) >= node;
  return enough ? ok(about) : fail(about, `start it by npm, which brings Node.js ${node}, or install that version`);
}

/** The tools that imports and dumps call; they must not be older than the server, nor have the hole of pg_restore. */
export async function checkTools(): Promise<Finding> {
  const found = await findInstallations();
  const newest = found.find(({ version }) => isUsable(version));
  if (!newest) return warn("no PostgreSQL tools of version 15 or newer", "install postgresql-client for imports and dumps");
  const about = `PostgreSQL tools ${versionText(newest.version)} in ${newest.bin}`;
  if (newest.missing.length > 0) return warn(`${about} lack ${newest.missing.join(", ")}`, "install postgresql-client");
  if (isSafe(newest.version)) return ok(about);
  return warn(about, `update to ${leastSafe(newest.version)} or newer: pg_restore has a hole (CVE-2026-116314)`);
}

export function checkDataDirectory(): Finding {
  const { dataDir } = env();
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(`data directory ${dataDir} is writable`);
  } catch {
    return fail(`data directory ${dataDir} is not writable`, "give it to this user, or name another in PORTAL_DATA_DIR");
  }
}

export async function checkDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(env().dataDir);
  const free = (bavail * bsize) / gibibyte;
  const about = `${free.toFixed(1)} GiB free where the data directory is`;
  if (free < 0.2) return fail(about, "make room: PostgreSQL stops when the disk is full");
  return free < 2 ? warn(about, "make room before it is needed") : ok(about);
}
