import { can, permit } from "../access/permissions.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { SignInListInput } from "./inputs.ts";
import { pageSize } from "./model.ts";

export interface SignInRow {
  readonly id: string;
  readonly at: Date;
  readonly loginId: string;
  readonly name: string | null;
  readonly result: string;
  readonly reason: string | null;
  readonly address: string;
  readonly commonName: string | null;
  readonly serial: string | null;
  readonly userAgent: string;
}

/** ログイン履歴, newest first: the tenant's for who may read it, one's own for everybody else. */
export async function listSignIns(
  scope: Scope,
  input: SignInListInput,
): Promise<{ rows: SignInRow[]; next: { at: string; id: string } | undefined }> {
  permit(scope, "sign-ins:read-own");
  const found = await scope.db.signIn.findMany({
    where: { AND: [can(scope.actor, "sign-ins:read") ? {} : { userId: ownId(scope) }, olderThan(input)] },
    select: fields,
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: pageSize + 1,
  });
  const rows = found.slice(0, pageSize);
  const last = rows.at(-1);
  return { rows, next: last && found.length > pageSize ? { at: last.at.toISOString(), id: last.id } : undefined };
}

/** The person's sign-in before the one of this session; undefined at the first, or in a session of another tenant. */
export async function previousSignIn(scope: Scope): Promise<{ at: Date; address: string } | undefined> {
  permit(scope, "sign-ins:read-own");
  const session = scope.actor.sessionId && (await scope.db.session.findUnique({ where: { id: scope.actor.sessionId } }));
  if (!session) return undefined;
  const before = await scope.db.signIn.findFirst({
    where: { userId: ownId(scope), result: "success", at: { lt: session.createdAt } },
    select: { at: true, address: true },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  return before ?? undefined;
}

/** Written so that the index (at, id) serves it; `at < x OR (at = x AND id < y)` would read every newer row. */
function olderThan({ at, id }: SignInListInput): Prisma.SignInWhereInput {
  if (at === undefined || id === undefined) return {};
  return { at: { lte: at }, OR: [{ at: { lt: at } }, { id: { lt: id } }] };
}

function ownId(scope: Scope): string {
  if (!scope.actor.user) throw new Refusal("NOT_PERMITTED");
  return scope.actor.user.id;
}

const fields = {
  id: true,
  at: true,
  loginId: true,
  name: true,
  result: true,
  reason: true,
  address: true,
  commonName: true,
  serial: true,
  userAgent: true,
} as const;
