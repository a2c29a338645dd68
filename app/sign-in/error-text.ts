import type { PeerCertificate } from "#lib/platform/peer.ts";
import type { RefusalCode } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";

/** The sentence of `?error=`: a code of signing in, with the minutes to wait behind a dot. Anything else is not repeated. */
export function signInErrorText(error: string, certificate: PeerCertificate | undefined): string {
  const [name, minutes = ""] = error.split(".");
  if (name === "INPUT_INVALID") return "ログインIDとパスワードを入力してください。";
  const code = codes.find((candidate) => candidate === name);
  if (!code) return "ログインできませんでした。お手数ですが、もう一度入力してください。";
  const organization = certificate && "organization" in certificate ? certificate.organization : "";
  return refusalSentence(code, { organization, minutes: /^\d{1,4}$/.test(minutes) ? minutes : "15" });
}

const codes = [
  "SIGN_IN_FAILED",
  "SIGN_IN_THROTTLED",
  "SIGN_IN_CERTIFICATE_MISMATCH",
  "SIGN_IN_USER_STOPPED",
  "CERTIFICATE_REQUIRED",
  "CERTIFICATE_EXPIRED",
  "CERTIFICATE_REVOKED",
  "CERTIFICATE_FOREIGN",
  "TENANT_STOPPED",
  "DATABASE_AWAY",
] as const satisfies readonly RefusalCode[];
