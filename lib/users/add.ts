import { permit } from "../access/permissions.ts";
import { makeHandOut, requestedId } from "../hand-outs/make.ts";
import { userFileName } from "../hand-outs/model.ts";
import { isMade } from "../hand-outs/queries.ts";
import { inTransaction } from "../platform/db.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { createUser } from "./create.ts";
import { makeInitialPassword } from "./initial-password.ts";
import type { AddUserInput } from "./inputs.ts";
import { fileNumber } from "./load.ts";

/**
 * 追加: a new user and the file with the initial password. The form's id makes it safe to send twice: the second finds
 * the file of the first.
 * @returns the id of the hand-out
 * @throws Refusal INPUT_INVALID, LOGIN_ID_TAKEN
 */
export async function addUser(scope: Scope, { requestId, ...input }: AddUserInput): Promise<string> {
  permit(scope, "users:grant");
  // The login ID belongs to it: a form that was gone back to and changed is another request.
  const handOut = requestedId(scope, `users:add ${requestId} ${input.loginId}`);
  if (await isMade(scope, handOut)) return handOut;
  const password = makeInitialPassword();
  try {
    return await inTransaction(scope, async (inner) => {
      const { loginId } = await createUser(inner, input, password);
      const { name, role } = input;
      const fileName = userFileName(role, await fileNumber(inner, { role, createdAt: inner.clock.now() }));
      await makeHandOut(inner, { fileName, users: [{ loginId, name, role, password }], numbers: [] }, handOut);
      return handOut;
    });
  } catch (error) {
    // The other click of a double click was quicker.
    if (isRefusal(error) && error.code === "LOGIN_ID_TAKEN" && (await isMade(scope, handOut))) return handOut;
    throw error;
  }
}
