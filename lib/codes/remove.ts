import { permit } from "../access/permissions.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { loadSelf } from "./load.ts";
import { takeOffCodes } from "./take-off.ts";

/** 解除, also of what was only started. Sent twice is as good as once. */
export async function removeOwnCodes(scope: Scope): Promise<void> {
  permit(scope, "codes:manage");
  await inTransaction(scope, async (inner) => takeOffCodes(inner, await loadSelf(inner), "codes:remove"));
}
