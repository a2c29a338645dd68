import { Secret, TOTP } from "otpauth";

/** What every authenticator app can do (RFC 6238): SHA-1, 6 digits, 30 seconds; RFC 4226 §4 asks for 160 bits. */
const profile = { algorithm: "SHA1", digits: 6, period: 30 } as const;
const secretBytes = 20;

export function makeTotpSecret(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Secret({ size: secretBytes }).bytes);
}

/**
 * The time step that the code belongs to: the present one, or one before or after it, since clocks differ and typing
 * takes time (RFC 6238 §5.2). Undefined for a wrong code.
 */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | undefined {
  const totp = new TOTP({ ...profile, secret: secretOf(secret) });
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / (profile.period * 1000)) + delta;
}

/** What the QR code says, and the secret to type where there is no camera: in groups of four letters (base32). */
export function totpKey(secret: Uint8Array, issuer: string, loginId: string): { uri: string; text: string } {
  const totp = new TOTP({ ...profile, issuer, label: loginId, secret: secretOf(secret) });
  return { uri: totp.toString(), text: totp.secret.base32.replace(/(.{4})(?=.)/g, "$1 ") };
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}

export function totpBinding(tenant: string, user: string) {
  return { tenant, row: user, purpose: "totp-secret" } as const;
}
