import { permit } from "../access/permissions.ts";
import { takeOffCodes } from "../codes/take-off.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { UserInput } from "./inputs.ts";
import { loadUser } from "./load.ts";

/**
 * 認証アプリ解除, for who has lost the device and the recovery codes. One's own is taken off on one's own page.
 * @throws Refusal NOT_FOUND, USER_SELF
 */
export async function removeCodes(scope: Scope, { id }: UserInput): Promise<void> {
  permit(scope, "users:grant");
  await inTransaction(scope, async (inner) => {
    const user = await loadUser(inner, id);
    if (id === scope.actor.user?.id) throw new Refusal("USER_SELF");
    await takeOffCodes(inner, user, "users:remove-codes");
  });
}
