import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { makeInitialPassword } from "./initial-password.ts";
import { type CreateUserInput, createUserInput } from "./inputs.ts";
import { rolesByTenant } from "./model.ts";
import { hashPassword } from "./password.ts";

/**
 * A new user with an initial password, which is returned once and stored only as a hash.
 * @param password of makeInitialPassword; given when it had to be written down before the user exists.
 * @throws Refusal INPUT_INVALID for a role that this sort of organisation does not have; LOGIN_ID_TAKEN: login IDs are unique over all organisations
 */
export async function createUser(
  scope: Scope,
  input: CreateUserInput,
  password = makeInitialPassword(),
): Promise<{ id: string; loginId: string; password: string }> {
  permit(scope, "users:grant");
  const user = createUserInput.parse(input);
  if (!rolesByTenant[scope.tenant.kind].includes(user.role)) throw new Refusal("INPUT_INVALID", { role: user.role });
  const passwordHash = await hashPassword(password);
  const now = scope.clock.now();
  const { name, nameKana, mail, role } = user;
  try {
    return await inTransaction(scope, async (inner) => {
      const row = await inner.db.user.create({
        data: { ...user, tenantId: scope.tenant.id, passwordHash, createdAt: now, passwordChangedAt: now },
      });
      await recordAudit(inner, { action: "users:create", target: user.loginId, facts: { name, nameKana, mail, role } });
      return { id: row.id, loginId: user.loginId, password };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal("LOGIN_ID_TAKEN", { loginId: user.loginId });
    throw error;
  }
}
