import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { verifyPassword } from "../users/password.ts";
import { renewProof } from "./renew-proof.ts";
import { countAttempt, forgiveAttempts, throttleKeys } from "./throttle.ts";

/**
 * Step-up: the person at the browser shows the password again, in whatever tenant they are at work. Wrong ones count
 * like those of signing in: who finds a browser left open must not learn the password by trying.
 * @returns the same scope with the new proof
 * @throws Refusal SIGN_IN_THROTTLED, PROOF_WRONG; SIGN_IN_REQUIRED when the session was ended meanwhile
 */
export async function prove(scope: Scope, password: string): Promise<Scope> {
  const { actor, clock } = scope;
  const user = actor.user && (await systemDb().user.findUnique({ where: { id: actor.user.id } }));
  if (!user || !actor.sessionId) throw new Refusal("NOT_PERMITTED");
  const keys = throttleKeys(actor, user.loginId);
  const now = clock.now();
  await countAttempt(keys, now);
  if (!(await verifyPassword(user.passwordHash, password))) throw new Refusal("PROOF_WRONG");
  await forgiveAttempts(keys);
  if (!(await renewProof(actor.sessionId, now))) throw new Refusal("SIGN_IN_REQUIRED");
  return { ...scope, actor: { ...actor, provedAt: now } };
}
