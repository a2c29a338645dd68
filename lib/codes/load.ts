import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";

/** The person's own row, with what the third factor is made of. */
export async function loadSelf({ actor, db }: Scope) {
  const user = actor.user && (await db.user.findUnique({ where: { id: actor.user.id }, select: fields }));
  if (!user) throw new Refusal("NOT_PERMITTED");
  return user;
}

const fields = { id: true, tenantId: true, loginId: true, totpEnvelope: true, totpSince: true, totpSteps: true } as const;
