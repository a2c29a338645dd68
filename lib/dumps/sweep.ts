import { systemScope } from "../access/system-scope.ts";
import type { Clock } from "../platform/clock.ts";
import { log } from "../platform/log.ts";
import { systemDb } from "../platform/system-db.ts";
import { removeStored, storedIds } from "../storage/sealed-file.ts";
import { DumpFailure } from "./failure.ts";
import { failDump } from "./finish.ts";
import { expireDump } from "./prune.ts";
import { retryDump } from "./retry.ts";
import { attemptOf } from "./stored-file.ts";

/** A worker that lives gives a sign each second; one in the queue, or a portal without a worker, is given longer. */
const silentMs = 60_000;
const queuedMs = 10 * 60_000;

/** What nobody else comes back to. Safe to run twice, and beside the workers. */
export async function sweepDumps(clock: Clock): Promise<void> {
  await systemDb().dumpLink.deleteMany({ where: { expiresAt: { lt: clock.now() } } });
  await eachDump("silent", clock, await silent(clock.now()), async (scope, dump) => {
    // A safety dump belongs to its import, which makes it anew or ends.
    if (dump.kind === "safety") await failDump(scope, dump, new DumpFailure("DUMP_ABANDONED"));
    else await retryDump(scope, dump, 0);
  });
  await eachDump("over", clock, await over(clock.now()), (scope, { id }) => expireDump(scope, id));
  await removeUnknown();
}

/** Of a dead worker, or of a job that the queue has given up. */
function silent(now: Date) {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return systemDb().databaseDump.findMany({
    where: {
      OR: [
        {
          state: "running",
          OR: [{ heartbeatAt: { lt: before(silentMs) } }, { heartbeatAt: null, createdAt: { lt: before(silentMs) } }],
        },
        {
          state: "waiting",
          createdAt: { lt: before(queuedMs) },
          OR: [{ heartbeatAt: null }, { heartbeatAt: { lt: before(queuedMs) } }],
        },
      ],
    },
    select: fields,
    take: 500,
  });
}

function over(now: Date) {
  return systemDb().databaseDump.findMany({ where: { state: "done", keepUntil: { lt: now } }, select: fields, take: 500 });
}

const fields = { id: true, attempt: true, kind: true, fileName: true, tenant: { select: { orcamoId: true } } } as const;
type Found = Awaited<ReturnType<typeof over>>[number];

async function eachDump(
  what: string,
  clock: Clock,
  dumps: readonly Found[],
  run: (scope: Awaited<ReturnType<typeof systemScope>>, dump: Found) => Promise<void>,
): Promise<void> {
  for (const dump of dumps) {
    try {
      await run(await systemScope(dump.tenant.orcamoId, "worker", clock), dump);
    } catch (error) {
      log.error("dump-not-swept", { what, id: dump.id, error });
    }
  }
}

/** Stored files of attempts that no row knows. The names are read first: what is begun later is not among them. */
async function removeUnknown(): Promise<void> {
  const stored: string[] = [];
  for await (const id of storedIds("dumps")) stored.push(id);
  for (let at = 0; at < stored.length; at += 500) {
    const batch = stored.slice(at, at + 500).map((name) => ({ name, ...attemptOf(name) }));
    const rows = await systemDb().databaseDump.findMany({
      where: { id: { in: batch.flatMap(({ id }) => id ?? []) }, state: { in: ["running", "done"] } },
      select: { id: true, attempt: true },
    });
    const known = new Map(rows.map(({ id, attempt }) => [id, attempt]));
    for (const { name, id, attempt } of batch) {
      if (id === undefined || known.get(id) !== attempt) await removeStored({ folder: "dumps", id: name });
    }
  }
}
