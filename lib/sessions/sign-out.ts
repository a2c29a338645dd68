import { systemPool } from "../platform/system-db.ts";
import { ending } from "./ending.ts";
import { tokenHash } from "./model.ts";

/** Ends the session of a cookie. Twice is as good as once. */
export async function signOut(token: string, now: Date): Promise<void> {
  await systemPool().query(end, [now, tokenHash(token)]);
}

const end = ending(`s."tokenHash" = $2`, "'signed-out'");
