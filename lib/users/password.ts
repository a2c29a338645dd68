import { hash, verify } from "@node-rs/argon2";
import { once } from "../platform/once.ts";
import { passwordMaximum } from "./model.ts";

/** OWASP's second recommendation for argon2id (19 MiB, t=2, p=1): about 8 ms here. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

/** For an unknown user pass undefined: the same work is done, so that time does not tell who exists. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > passwordMaximum * 4) return false;
  const known = passwordHash ?? (await once("dummy-hash", () => hash("nobody", cost)));
  const right = await inTurn(() => verify(known, password));
  return right && passwordHash !== undefined;
}

/** Each hash holds 19 MiB: a burst of sign-ins waits in line instead of taking the memory of the machine. */
const concurrency = 4;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const gate = once("password-gate", () => ({ running: 0, waiting: [] as (() => void)[] }));
  if (gate.running >= concurrency) await new Promise<void>((go) => gate.waiting.push(go));
  else gate.running++;
  try {
    return await work();
  } finally {
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running--;
  }
}
