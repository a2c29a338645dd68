import { storedId } from "#lib/dumps/stored-file.ts";
import { directoryName, importPhases } from "#lib/imports/model.ts";
import { log } from "#lib/platform/log.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { sweepJobDirectories } from "#lib/postgres/job-directory.ts";

/**
 * Plain bytes that a worker of this machine left when it died: each machine has to look after its own, since the next
 * attempt may be made on another one. One that cannot be removed now is tried again.
 */
export async function sweepDirectories(): Promise<void> {
  try {
    await sweepJobDirectories(openJobs);
  } catch (error) {
    log.error("directories-not-swept", { error });
  }
}

async function openJobs(): Promise<ReadonlySet<string>> {
  const imports = await systemDb().databaseImport.findMany({
    where: { state: { in: [...importPhases] } },
    select: { id: true, attempt: true },
  });
  const dumps = await systemDb().databaseDump.findMany({ where: { state: "running" }, select: { id: true, attempt: true } });
  return new Set([...imports.map(directoryName), ...dumps.map(storedId)]);
}
