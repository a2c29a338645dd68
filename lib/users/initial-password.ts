import { randomInt } from "node:crypto";

/** No look-alikes (0 O, 1 l I), so that it can be read from paper. */
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** 16 letters of 55: 92 bits, for a password that is handed out and may be typed from paper. */
export function makeInitialPassword(): string {
  return Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join("");
}
