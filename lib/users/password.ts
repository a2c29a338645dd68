import { hash, verify } from "@node-rs/argon2";
import { atMost } from "../platform/at-most.ts";
import { once } from "../platform/once.ts";
import { passwordMaximum } from "./model.ts";

/** OWASP's second recommendation for argon2id (19 MiB, t=2, p=1): about 8 ms here. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return atMost(concurrency, "passwords", () => hash(password, cost));
}

/** For an unknown user pass undefined: the same work is done, so that time does not tell who exists. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > passwordMaximum * 4) return false;
  const known = passwordHash ?? (await once("dummy-hash", () => hash("nobody", cost)));
  const right = await atMost(concurrency, "passwords", () => verify(known, password));
  return right && passwordHash !== undefined;
}

/** Each hash holds 19 MiB: a burst of sign-ins waits in line instead of taking the memory of the machine. */
const concurrency = 4;
