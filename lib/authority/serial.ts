import { randomBytes } from "node:crypto";

const form = /^[0-7][0-9a-f]{31}$/;

/**
 * 16 random bytes as 32 hex digits in lower case: never negative (top bit clear), never shorter (first byte not zero),
 * so that text, DER and database agree on one form (RFC 5280 §4.1.2.2).
 */
export function makeSerial(): string {
  for (;;) {
    const bytes = randomBytes(16);
    bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
    const serial = bytes.toString("hex");
    if (isSerial(serial)) return serial;
  }
}

export function isSerial(text: string): boolean {
  return form.test(text) && !text.startsWith("00");
}
