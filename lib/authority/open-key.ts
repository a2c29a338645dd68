import { createPrivateKey, type KeyObject } from "node:crypto";
import { open } from "#lib/platform/secrets.ts";
import type { KeyBinding } from "./key-pair.ts";

/**
 * A private key as an object of OpenSSL's; the bytes that it was read from are wiped. Stays in lib/authority.
 * @throws EnvelopeError when the key-encryption key is another, or the envelope belongs to another row.
 */
export function openKey(envelope: Uint8Array, binding: KeyBinding): KeyObject {
  const bytes = open(envelope, binding);
  const key = createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
  bytes.fill(0);
  return key;
}
