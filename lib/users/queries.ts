import { permit } from "../access/permissions.ts";
import { literally } from "../platform/literally.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { lockedLoginIds } from "../sessions/throttle.ts";
import type { UserInput, UserListInput } from "./inputs.ts";
import { type PasswordPolicy, type Role, type UserState, userPageSize } from "./model.ts";

export interface UserRow {
  readonly id: string;
  readonly loginId: string;
  readonly name: string;
  readonly nameKana: string;
  readonly mail: string;
  readonly role: Role;
  readonly state: UserState;
  readonly lastSignInAt: Date | null;
  /** Too many wrong passwords: turned away for some minutes. */
  readonly locked: boolean;
  /** A third factor is set. */
  readonly codes: boolean;
}

/** ユーザ管理: the organisation's own users, those in use first. */
export async function listUsers(scope: Scope, input: UserListInput): Promise<{ rows: UserRow[]; page: Page }> {
  permit(scope, "users:read");
  const where = userFilter(input);
  const page = pageOf(input.page, await scope.db.user.count({ where }), userPageSize);
  const rows = await scope.db.user.findMany({
    where,
    select: rowFields,
    orderBy: [{ state: "asc" }, { loginId: "asc" }],
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  const locked = await lockedOf(scope, rows);
  return { rows: rows.map((row) => shown(row, locked)), page };
}

export interface UserDetails extends UserRow {
  readonly version: number;
  /** Still has the password that was handed out. */
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The person who asks. */
  readonly self: boolean;
}

/** @throws Refusal NOT_FOUND, also for a user of another organisation */
export async function getUser(scope: Scope, { id }: UserInput): Promise<UserDetails> {
  permit(scope, "users:read");
  const row = await scope.db.user.findUnique({ where: { id }, select: { ...rowFields, ...detailFields } });
  if (!row) throw new Refusal("NOT_FOUND");
  return { ...shown(row, await lockedOf(scope, [row])), self: row.id === scope.actor.user?.id };
}

/** The rule for passwords that the tenant chose. */
export async function passwordPolicyOf(scope: Scope): Promise<PasswordPolicy> {
  permit(scope, "password:change");
  const where = { id: scope.tenant.id };
  const { passwordPolicy } = await scope.db.tenant.findUniqueOrThrow({ where, select: { passwordPolicy: true } });
  return passwordPolicy;
}

const rowFields = {
  id: true,
  loginId: true,
  name: true,
  nameKana: true,
  mail: true,
  role: true,
  state: true,
  lastSignInAt: true,
  totpSince: true,
} as const;

const detailFields = {
  version: true,
  mustChangePassword: true,
  passwordChangedAt: true,
  createdAt: true,
  updatedAt: true,
} as const;

function shown<Row extends { loginId: string; totpSince: Date | null }>(row: Row, locked: ReadonlySet<string>) {
  const { totpSince, ...fields } = row;
  return { ...fields, locked: locked.has(row.loginId), codes: totpSince !== null };
}

function lockedOf({ clock }: Scope, rows: readonly { readonly loginId: string }[]): Promise<ReadonlySet<string>> {
  return lockedLoginIds(
    rows.map(({ loginId }) => loginId),
    clock.now(),
  );
}

/** Parts of names, and of login IDs as they are kept. */
function userFilter(input: UserListInput): Prisma.UserWhereInput {
  return {
    AND: [
      input.loginId ? { loginId: { contains: literally(input.loginId.toLowerCase()) } } : {},
      input.name ? { name: { contains: literally(input.name), mode: "insensitive" } } : {},
      input.kana ? { nameKana: { contains: literally(input.kana), mode: "insensitive" } } : {},
      input.role === "all" ? {} : { role: input.role },
      input.state === "all" ? {} : { state: input.state },
    ],
  };
}
