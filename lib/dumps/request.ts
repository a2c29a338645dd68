import { permit } from "../access/permissions.ts";
import { canonicalJson } from "../audit/canonical-json.ts";
import { lockChain } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { derivedId } from "../platform/derived-id.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { hasTenantServer } from "../postgres/tenant-server.ts";
import { addDump } from "./add-row.ts";
import type { RequestDumpInput } from "./inputs.ts";
import { mostDumps } from "./model.ts";

/**
 * ダンプ実行: the worker makes it. The same form sent twice makes one.
 * @throws Refusal DUMP_LIMIT, DUMP_RUNNING, DATABASES_OFF, DATABASE_NOT_READY
 */
export async function requestDump(scope: Scope, { requestId }: RequestDumpInput): Promise<{ id: string }> {
  permit(scope, "databases:dump");
  const { orcamoId } = scope.tenant;
  const id = derivedId(canonicalJson({ what: "dump", requestId, orcamoId, user: scope.actor.user?.id ?? "system" }));
  await inTransaction(scope, async (inner) => {
    // Of two at once the second one counts the first.
    await lockChain(inner);
    if ((await inner.db.databaseDump.count({ where: { id } })) > 0) return;
    await requireDatabase(inner);
    const manual = await inner.db.databaseDump.findMany({
      where: { kind: "manual", state: { in: ["waiting", "running", "done"] } },
      select: { state: true },
    });
    if (manual.length >= mostDumps) throw new Refusal("DUMP_LIMIT");
    if (manual.some(({ state }) => state !== "done")) throw new Refusal("DUMP_RUNNING");
    await addDump(inner, { id, kind: "manual" });
    await enqueue(inner, "run-dump", { orcamoId, dumpId: id });
  });
  return { id };
}

async function requireDatabase({ db, tenant }: Scope): Promise<void> {
  if (!hasTenantServer()) throw new Refusal("DATABASES_OFF");
  const database = await db.tenantDatabase.findUnique({ where: { tenantId: tenant.id }, select: { readyAt: true } });
  if (!database?.readyAt) throw new Refusal("DATABASE_NOT_READY");
}
