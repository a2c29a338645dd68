import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";
import type { Role } from "./model.ts";

export interface UserRow {
  readonly id: string;
  readonly loginId: string;
  readonly name: string;
  readonly nameKana: string;
  readonly mail: string;
  readonly role: Role;
  readonly state: "active" | "stopped";
  readonly lastSignInAt: Date | null;
}

/** ユーザ管理: the organisation's own users, those in use first. */
export async function listUsers(scope: Scope): Promise<UserRow[]> {
  permit(scope, "users:read");
  return scope.db.user.findMany({
    select: {
      id: true,
      loginId: true,
      name: true,
      nameKana: true,
      mail: true,
      role: true,
      state: true,
      lastSignInAt: true,
    },
    orderBy: [{ state: "asc" }, { loginId: "asc" }],
  });
}
