import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { keptStates } from "./model.ts";

/**
 * What is kept and what is on its way, each with its whole size, leaves room for so many bytes more. The caller holds the
 * tenant's chain (lockChain). @throws Refusal UPLOAD_QUOTA
 */
export async function requireQuota({ db }: Pick<Scope, "db">, bytes: number): Promise<void> {
  const rows = await db.upload.findMany({ where: { state: { in: [...keptStates] } }, select: { size: true, offset: true } });
  const taken = rows.reduce((sum, { size, offset }) => sum + Number(size ?? offset), 0);
  const { uploadQuotaBytes } = env();
  if (taken + bytes > uploadQuotaBytes) throw new Refusal("UPLOAD_QUOTA", { gigabytes: uploadQuotaBytes / 1e9 });
}
