import { can, permit } from "../access/permissions.ts";
import { startOfDay } from "../platform/format.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { findNewer, findOlder, type Place, type SignInFilter, type SignInRow } from "./find.ts";
import type { SignInFilterInput, SignInListInput } from "./inputs.ts";
import { certificateSought, pageSize, plainAddress } from "./model.ts";

export interface SignInPage {
  readonly rows: readonly SignInRow[];
  /** Where 次へ goes on; undefined on the last page. */
  readonly older: Place | undefined;
  /** Where 前へ goes on; undefined on the first page. */
  readonly newer: Place | undefined;
}

/** ログイン履歴, newest first: the tenant's for who may read it, one's own for everybody else. */
export async function listSignIns(scope: Scope, input: SignInListInput): Promise<SignInPage> {
  permit(scope, "sign-ins:read-own");
  const filter = await signInFilter(scope, input);
  if (!filter) return { rows: [], older: undefined, newer: undefined };
  const place = input.at && input.id ? { at: new Date(input.at), id: input.id } : undefined;
  if (place && input.turn === "back") {
    const found = await findNewer(scope, filter, place, pageSize + 1);
    const rows = found.slice(0, pageSize).reverse();
    // When fewer than a page are newer, the first page is shown, whole.
    if (found.length > pageSize) return { rows, older: rows.at(-1), newer: rows[0] };
  }
  const start = input.turn === "back" ? undefined : place;
  const found = await findOlder(scope, filter, start, pageSize + 1);
  const rows = found.slice(0, pageSize);
  return { rows, older: found.length > pageSize ? rows.at(-1) : undefined, newer: start && rows[0] };
}

/** The person's sign-in before the one of this session; undefined at the first, or in a session of another tenant. */
export async function previousSignIn(scope: Scope): Promise<{ at: Date; address: string } | undefined> {
  permit(scope, "sign-ins:read-own");
  const session = scope.actor.sessionId && (await scope.db.session.findUnique({ where: { id: scope.actor.sessionId } }));
  if (!session) return undefined;
  const filter = { where: { AND: [ownRows(scope), { result: "success" }] }, to: session.createdAt };
  const [before] = await findOlder(scope, filter, undefined, 1);
  return before && { at: before.at, address: before.address };
}

/** What the person asked for, of what they may see; undefined when nothing can match. */
export async function signInFilter(scope: Scope, input: SignInFilterInput): Promise<SignInFilter | undefined> {
  const certificate = await certificateFilter(scope, input.certificate);
  if (!certificate) return undefined;
  return {
    where: {
      AND: [
        can(scope.actor, "sign-ins:read") ? loginIdFilter(input.loginId) : ownRows(scope),
        certificate,
        input.result === "all" ? {} : { result: input.result },
        input.address ? { address: plainAddress(input.address) } : {},
      ],
    },
    from: input.from ? startOfDay(input.from) : undefined,
    to: input.to ? new Date(startOfDay(input.to).getTime() + dayMs) : undefined,
  };
}

const dayMs = 86_400_000;

function loginIdFilter(loginId: string): Prisma.SignInWhereInput {
  return loginId ? { loginId } : {};
}

/** By the login ID, which an index serves, and by the user: before the user there may have been attempts of others. */
function ownRows({ actor }: Scope): Prisma.SignInWhereInput {
  if (!actor.user) throw new Refusal("NOT_PERMITTED");
  return { loginId: actor.user.loginId, userId: actor.user.id };
}

/** A number is looked up: its common name begins with its kind. */
async function certificateFilter(scope: Scope, text: string): Promise<Prisma.SignInWhereInput | undefined> {
  const sought = certificateSought(text);
  if (!sought || !("number" in sought)) return sought ?? {};
  const found = await scope.db.certificate.findFirst({ where: { number: sought.number }, select: { commonName: true } });
  return found ?? undefined;
}
