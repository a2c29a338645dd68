import type { Peer } from "../platform/peer.ts";
import { plainText } from "../platform/plain-text.ts";
import type { Actor } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";
import type { Door } from "./model.ts";

export interface SignInAttempt {
  /** The tenant of the certificate that came. */
  readonly tenantId: string;
  readonly at: Date;
  readonly loginId: string;
  readonly user?: { readonly id: string; readonly name: string } | undefined;
  readonly result: "success" | "failure";
  /** A RefusalCode, or the finer reason that the person is not told. */
  readonly reason?: string;
  readonly door: Door;
}

/**
 * Every attempt on every door, also of who is signed in and shows the password again. Inserted for good; what a stranger
 * typed is cut and cleaned of control characters.
 * @param client in whose transaction, where the attempt itself opens something
 */
export async function recordSignIn(
  attempt: SignInAttempt,
  from: Peer | Actor,
  client: Pick<ReturnType<typeof systemPool>, "query"> = systemPool(),
): Promise<void> {
  const certificate = from.certificate && "id" in from.certificate ? from.certificate : undefined;
  await client.query({
    name: "record-sign-in",
    text: `INSERT INTO sign_ins (id, "tenantId", at, "loginId", "userId", name, door, result, reason, address, "commonName", serial, "userAgent")
      VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      attempt.tenantId,
      attempt.at,
      plainText(attempt.loginId, 100),
      attempt.user?.id ?? null,
      attempt.user?.name ?? null,
      attempt.door,
      attempt.result,
      attempt.reason ?? null,
      from.address,
      certificate?.commonName ?? null,
      certificate?.serial ?? null,
      plainText(from.userAgent, 300),
    ],
  });
}
