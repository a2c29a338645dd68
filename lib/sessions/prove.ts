import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { checkOwnPassword } from "./check-own-password.ts";
import { renewProof } from "./renew-proof.ts";

/**
 * Step-up: the person at the browser shows the password again, in whatever tenant they are at work.
 * @returns the same scope with the new proof
 * @throws Refusal SIGN_IN_THROTTLED, PROOF_WRONG; SIGN_IN_REQUIRED when the session was ended meanwhile; CODE_REQUIRED of
 *   one that waits for its code
 */
export async function prove(scope: Scope, password: string): Promise<Scope> {
  const { actor, clock } = scope;
  const user = actor.user && (await systemDb().user.findUnique({ where: { id: actor.user.id } }));
  if (!user || !actor.sessionId) throw new Refusal("NOT_PERMITTED");
  const where = { id: actor.sessionId, codePending: true };
  // Here the right password would clear the count of wrong codes, and they could be guessed without end.
  if (await systemDb().session.findUnique({ where, select: { id: true } })) throw new Refusal("CODE_REQUIRED");
  const now = clock.now();
  await checkOwnPassword(scope, user, password, "PROOF_WRONG");
  if (!(await renewProof(actor.sessionId, now))) throw new Refusal("SIGN_IN_REQUIRED");
  return { ...scope, actor: { ...actor, provedAt: now } };
}
