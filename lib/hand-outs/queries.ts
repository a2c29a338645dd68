import { admit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { HandOutInput } from "./inputs.ts";
import { takeMinutes } from "./model.ts";

export interface HandOut {
  readonly id: string;
  readonly fileName: string;
  /** Until then it can be taken: the first time by the person who made it, again by the same session. */
  readonly expiresAt: Date;
  readonly taken: boolean;
  readonly takeable: boolean;
}

/** A hand-out of one's own making, and nothing of what is in it. @throws Refusal NOT_FOUND */
export async function getHandOut(scope: Scope, { id }: HandOutInput): Promise<HandOut> {
  admit(scope, "hand-outs:take");
  const row = await findHandOut(scope, id);
  const { fileName, expiresAt, takenAt } = row;
  return { id, fileName, expiresAt, taken: takenAt !== null, takeable: isTakeable(scope, row) };
}

/** Whether the same form has made it already (requestedId): then it is not made a second time. */
export async function isMade({ db, tenant }: Scope, id: string): Promise<boolean> {
  return (await db.handOut.count({ where: { id, tenantId: tenant.id } })) > 0;
}

/** @throws Refusal NOT_FOUND, also for what another person made */
export async function findHandOut(scope: Scope, id: string) {
  const row = await scope.db.handOut.findUnique({ where: { id, tenantId: scope.tenant.id } });
  if (!row || !scope.actor.user || row.userId !== scope.actor.user.id) throw new Refusal("NOT_FOUND");
  return row;
}

/** The first time until it expires, again within the minutes that the first taking began, by the same session. */
export function isTakeable(
  { actor, clock }: Pick<Scope, "actor" | "clock">,
  row: { envelope: Uint8Array | null; expiresAt: Date; takenAt: Date | null; takenSessionId: string | null },
): boolean {
  const left = row.expiresAt.getTime() - clock.now().getTime();
  // A clock that was set back gives no longer life.
  if (!row.envelope || left <= 0 || left > takeMinutes * 60_000) return false;
  return row.takenAt === null || (actor.sessionId !== undefined && row.takenSessionId === actor.sessionId);
}
