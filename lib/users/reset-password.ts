import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { makeHandOut, requestedId } from "../hand-outs/make.ts";
import { userFileName } from "../hand-outs/model.ts";
import { isMade } from "../hand-outs/queries.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { forgetFailures } from "../sessions/throttle.ts";
import { endSessionsElsewhere, endSessionsHere } from "./end-sessions.ts";
import { makeInitialPassword } from "./initial-password.ts";
import type { ResetPasswordInput } from "./inputs.ts";
import { fileNumber, loadUser } from "./load.ts";
import { hashPassword } from "./password.ts";

/**
 * パスワード再設定: a new initial password in a file, to be changed at the next sign-in; the sessions end, and wrong
 * passwords so far count no more. Sent twice it is reset once. One's own password is changed on one's own page.
 * @returns the id of the hand-out
 * @throws Refusal NOT_FOUND, USER_SELF, USER_CHANGED
 */
export async function resetPassword(scope: Scope, { id, version, requestId }: ResetPasswordInput): Promise<string> {
  permit(scope, "users:grant");
  const handOut = requestedId(scope, `users:reset-password ${requestId} ${id}`);
  if (await isMade(scope, handOut)) return handOut;
  if (id === scope.actor.user?.id) throw new Refusal("USER_SELF");
  const password = makeInitialPassword();
  const passwordHash = await hashPassword(password);
  const { loginId } = await inTransaction(scope, async (inner) => {
    await endSessionsHere(inner, id, "password-reset");
    const user = await loadUser(inner, id);
    const passwordChangedAt = inner.clock.now();
    const { count } = await inner.db.user.updateMany({
      where: { id, version },
      data: { passwordHash, passwordChangedAt, mustChangePassword: true, version: version + 1 },
    });
    // The other click of a double click was quicker, or another person.
    if (count === 0) return (await isMade(inner, handOut)) ? user : changed();
    const { name, role } = user;
    const fileName = userFileName(role, await fileNumber(inner, user));
    await makeHandOut(inner, { fileName, users: [{ loginId: user.loginId, name, role, password }], numbers: [] }, handOut);
    await recordAudit(inner, { action: "users:reset-password", target: user.loginId });
    return user;
  });
  await forgetFailures(loginId);
  await endSessionsElsewhere(scope, id);
  return handOut;
}

function changed(): never {
  throw new Refusal("USER_CHANGED");
}
