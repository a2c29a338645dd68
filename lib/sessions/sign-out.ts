import { systemPool } from "../platform/system-db.ts";
import { closing } from "./close.ts";
import { tokenHash } from "./model.ts";

/** Ends the session of a cookie. Twice is as good as once. */
export async function signOut(token: string, now: Date): Promise<void> {
  await systemPool().query(close, [now, tokenHash(token)]);
}

const close = closing(`s."tokenHash" = $2`, "'signed-out'");
