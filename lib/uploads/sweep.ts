import { systemScope } from "../access/system-scope.ts";
import { lockChain } from "../audit/record.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { inTransaction } from "../platform/db.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { removeStored, storedIds } from "../storage/sealed-file.ts";
import { fail } from "./conclude.ts";
import { keptStates, receivingKeepDays, verifiedKeepDays } from "./model.ts";
import { removeUpload } from "./remove.ts";
import { verifyUpload } from "./verify.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * What nobody goes on with: files that were begun and left, plain forms whose process died, files that are whole and that
 * nobody has finished, files that were kept long enough, and stored pieces that no row knows. Safe to run twice.
 */
export async function sweepUploads(clock: Clock = systemClock): Promise<void> {
  const ago = (time: number) => new Date(clock.now().getTime() - time);
  await each({ state: "received", touchedAt: { lt: ago(5 * minute) } }, clock, (scope, id) => verifyUpload(scope, id));
  await each({ state: "receiving", size: null, touchedAt: { lt: ago(10 * minute) } }, clock, brokenOff);
  await each({ state: "receiving", touchedAt: { lt: ago(receivingKeepDays * day) } }, clock, remove);
  await each({ state: "verified", finishedAt: { lt: ago(verifiedKeepDays * day) } }, clock, remove);
  await sweepStored();
}

type Where = NonNullable<Parameters<ReturnType<typeof systemDb>["upload"]["findMany"]>[0]>["where"];

async function each(where: Where, clock: Clock, work: (scope: Scope, id: string) => Promise<void>): Promise<void> {
  const select = { id: true, tenant: { select: { orcamoId: true } } };
  const rows = await systemDb().upload.findMany({ where: { ...where }, select, take: 1000 });
  for (const { id, tenant } of rows) await work(await systemScope(tenant.orcamoId, "worker", clock), id);
}

function brokenOff(scope: Scope, id: string): Promise<void> {
  return inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const row = await inner.db.upload.findUnique({ where: { id } });
    if (row?.state === "receiving") await fail(inner, row, new Refusal("UPLOAD_NOT_WHOLE"));
  });
}

/** One that an import is still to read stays, until the next time. */
async function remove(scope: Scope, id: string): Promise<void> {
  await removeUpload(scope, { id }).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
}

/** A row is written before its first piece, so what has none was removed, and its removal broke off. */
async function sweepStored(): Promise<void> {
  for await (const id of storedIds("uploads")) {
    const known = isUuid(id) && (await systemDb().upload.count({ where: { id, state: { in: [...keptStates] } } }));
    if (!known) await removeStored({ folder: "uploads", id });
  }
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
