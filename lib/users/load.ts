import { lockChain } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { keptRoles, type Role } from "./model.ts";

/** A user of the scope's tenant, for the commands. @throws Refusal NOT_FOUND */
export async function loadUser({ db }: Pick<Scope, "db">, id: string) {
  const user = await db.user.findUnique({ where: { id }, select: fields });
  if (!user) throw new Refusal("NOT_FOUND");
  return user;
}

/** The same with the row locked until the commit: of one form sent twice at once, the second finds what the first did. */
export async function lockUser({ db }: Pick<Scope, "db">, id: string) {
  await db.user.updateMany({ where: { id }, data: { version: { increment: 0 } } });
  return loadUser({ db }, id);
}

/**
 * The same behind the lock of the tenant's chain: what is decided about who remains in use is decided by one at a
 * time. The row is locked before the chain, as by every command that records last: in the other order two of them
 * would wait for each other. Nobody shuts themselves out by a slip.
 * @throws Refusal NOT_FOUND, USER_SELF
 */
export async function loadOther(inner: Scope, id: string) {
  await inner.db.user.updateMany({ where: { id }, data: { version: { increment: 0 } } });
  await lockChain(inner);
  const user = await loadUser(inner, id);
  if (user.id === inner.actor.user?.id) throw new Refusal("USER_SELF");
  return user;
}

/** Asked behind the lock, before the user is stopped or gets another role. @throws Refusal USER_LAST_ADMINISTRATOR */
export async function keepOneAdministrator(inner: Scope, user: Awaited<ReturnType<typeof loadUser>>): Promise<void> {
  const role = keptRoles[inner.tenant.kind];
  if (!role || user.role !== role || user.state !== "active") return;
  const others = await inner.db.user.count({ where: { role, state: "active", id: { not: user.id } } });
  if (others === 0) throw new Refusal("USER_LAST_ADMINISTRATOR");
}

const fields = {
  id: true,
  loginId: true,
  name: true,
  nameKana: true,
  mail: true,
  role: true,
  state: true,
  version: true,
  createdAt: true,
  totpSince: true,
} as const;

/** Which file of its role is this user's: the third administrator's is `tenant_admin3.txt`. */
export function fileNumber({ db }: Scope, { role, createdAt }: { role: Role; createdAt: Date }): Promise<number> {
  return db.user.count({ where: { role, createdAt: { lte: createdAt } } });
}
