import type { Clock } from "../platform/clock.ts";
import type { KnownCertificate, Peer } from "../platform/peer.ts";
import { plainText } from "../platform/plain-text.ts";
import { Refusal, type RefusalCode } from "../platform/refusal.ts";
import { systemDb } from "../platform/system-db.ts";
import { currentSettings } from "../settings/current.ts";
import { recordSignIn } from "../sign-ins/record.ts";
import { verifyPassword } from "../users/password.ts";
import { type FoundUser, findUser } from "./find-user.ts";
import type { SignInInput } from "./inputs.ts";
import { codeMinutes, makeToken, tokenHash } from "./model.ts";
import { signOut } from "./sign-out.ts";
import { countAttempt, forgiveAttempts, signInKeys, takeBackAttempt } from "./throttle.ts";

/**
 * Certificate and login ID + password, both (PRODUCT.md §4). Returns the token of a new session bound to the
 * certificate; a user with a third factor must then show a code in it (finishSignIn). What is wrong beyond the password is told only to who knew the password.
 * @param former the token that the browser still had: its session ends, or it would stay open with nobody in it
 * @throws Refusal CERTIFICATE_*, SIGN_IN_THROTTLED, SIGN_IN_FAILED, SIGN_IN_USER_STOPPED, TENANT_STOPPED,
 *   SIGN_IN_CERTIFICATE_MISMATCH
 */
export async function signIn(input: SignInInput, peer: Peer, clock: Clock, former?: string): Promise<{ token: string }> {
  const certificate = validCertificate(peer);
  const now = clock.now();
  const keys = signInKeys(certificate, peer, input.loginId);
  const found = await findUser(input.loginId, certificate.tenantId);
  // Of others' users this organisation's history learns neither the name nor that they exist.
  const user = found?.belongs ? found : undefined;
  const attempt = {
    tenantId: certificate.tenantId,
    at: now,
    loginId: input.loginId,
    user,
    door: "portal",
  } as const;
  try {
    await countAttempt(keys, now);
    const right = await verifyPassword(found?.passwordHash, input.password);
    if (!found || !right) throw new Refusal("SIGN_IN_FAILED");
    if (found.state !== "active") throw new Refusal("SIGN_IN_USER_STOPPED");
    if (!found.belongs) throw new Refusal("SIGN_IN_CERTIFICATE_MISMATCH", { organization: certificate.organization });
    if (!found.open) throw new Refusal("TENANT_STOPPED");
    const token = await openSession(found, certificate, peer, now);
    if (former) await signOut(former, now);
    if (found.totpSince) {
      // Half of it: what the code's page asks for is counted and recorded there, and clears nothing before.
      await takeBackAttempt(keys);
      return { token };
    }
    await forgiveAttempts(keys);
    await recordSignIn({ ...attempt, result: "success" }, peer);
    return { token };
  } catch (error) {
    if (error instanceof Refusal) {
      await recordSignIn({ ...attempt, result: "failure", reason: reasonOf(error.code, user !== undefined) }, peer);
    }
    throw error;
  }
}

function validCertificate(peer: Peer): KnownCertificate {
  switch (peer.certificate.state) {
    case "valid":
      return peer.certificate;
    case "expired":
      throw new Refusal("CERTIFICATE_EXPIRED");
    case "revoked":
      throw new Refusal("CERTIFICATE_REVOKED");
    case "stopped":
      throw new Refusal("TENANT_STOPPED");
    case "foreign":
      throw new Refusal("CERTIFICATE_FOREIGN");
    case "none":
      throw new Refusal("CERTIFICATE_REQUIRED");
  }
}

async function openSession(user: FoundUser, certificate: KnownCertificate, peer: Peer, now: Date): Promise<string> {
  const token = makeToken();
  const codePending = user.totpSince !== null;
  const hours = currentSettings().sessionAbsoluteHours;
  const expiresAt = new Date(now.getTime() + (codePending ? codeMinutes * 60_000 : hours * 3_600_000));
  // A clock that was set back after the password changed must not shut the person out until it has caught up.
  const provedAt = user.passwordChangedAt > now ? user.passwordChangedAt : now;
  const opened = systemDb().session.create({
    data: {
      tenantId: certificate.tenantId,
      userTenantId: user.tenantId,
      userId: user.id,
      tokenHash: tokenHash(token),
      thumbprint: certificate.thumbprint,
      certificateId: certificate.id,
      createdAt: now,
      lastSeenAt: now,
      provedAt,
      codePending,
      expiresAt,
      address: peer.address,
      userAgent: plainText(peer.userAgent, 300),
    },
  });
  const seen = systemDb().user.update({ where: { id: user.id }, data: { lastSignInAt: now } });
  await (codePending ? opened : systemDb().$transaction([opened, seen]));
  return token;
}

/** The history says what the person is not told: whether the login ID is one of theirs. */
function reasonOf(code: RefusalCode, userKnown: boolean): string {
  if (code !== "SIGN_IN_FAILED") return code;
  return userKnown ? "PASSWORD_WRONG" : "LOGIN_ID_UNKNOWN";
}
