import { env } from "#lib/platform/env.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { findLastBackup } from "#server/backup/remember.ts";
import { type Finding, ok, warn } from "./finding.ts";

const dayMs = 86_400_000;

/** A backup a day, and one that failed is noticed on the next. A demo has nothing to lose. */
export async function checkBackup(): Promise<Finding> {
  const todo = "run portal backup, and every day from now on (deploy/orcamo-portal-backup.timer)";
  const last = await findLastBackup();
  if (!last) return env().demo ? ok("no backup of this demo") : warn("the portal was never backed up", todo);
  const about = `last backup at ${formatDateTime(last.at)} in ${last.directory}`;
  return Date.now() - last.at.getTime() > 2 * dayMs && !env().demo ? warn(about, todo) : ok(about);
}
