import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import type { Scope } from "../platform/scope.ts";
import { forgetFailures, lockedLoginIds } from "../sessions/throttle.ts";
import type { UserInput } from "./inputs.ts";
import { loadUser } from "./load.ts";

/** ロック解除: the wrong passwords so far count no more. Recorded first: the counts are no rows of the tenant. @throws Refusal NOT_FOUND */
export async function unlockUser(scope: Scope, { id }: UserInput): Promise<void> {
  permit(scope, "users:manage");
  const { loginId } = await loadUser(scope, id);
  const locked = await lockedLoginIds([loginId], scope.clock.now());
  if (!locked.has(loginId)) return;
  await recordAudit(scope, { action: "users:unlock", target: loginId });
  await forgetFailures(loginId);
}
