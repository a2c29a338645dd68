import { recordAudit } from "../audit/record.ts";
import { fileStamp } from "../platform/format.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpKind } from "./model.ts";

/**
 * The row of a dump, inside of a transaction that has locked the chain (lockChain): no two get one name.
 * @returns the file's name
 */
export async function addDump(inner: Scope, { id, kind }: { id: string; kind: DumpKind }): Promise<string> {
  const { actor, tenant, clock } = inner;
  const createdAt = clock.now();
  const fileName = await freeName(inner, createdAt);
  await inner.db.databaseDump.create({
    data: {
      id,
      tenantId: tenant.id,
      kind,
      state: kind === "safety" ? "running" : "waiting",
      fileName,
      userId: actor.user?.id ?? null,
      loginId: actor.user?.loginId ?? "システム",
      createdAt,
    },
    select: { id: true },
  });
  await recordAudit(inner, { action: "dumps:request", target: fileName, facts: { kind } });
  return fileName;
}

/** `u00000452_20260625_100810.dump` in Japan time (seed 004 §6); of two in one second the later one is named a second on. */
async function freeName({ db, tenant }: Scope, now: Date): Promise<string> {
  for (let at = now.getTime(); ; at += 1000) {
    const fileName = `${tenant.orcamoId}_${fileStamp(new Date(at))}.dump`;
    if ((await db.databaseDump.count({ where: { fileName } })) === 0) return fileName;
  }
}
