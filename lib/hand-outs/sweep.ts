import { systemPool } from "../platform/system-db.ts";
import { takeMinutes } from "./model.ts";

/** Empties the envelopes of what was taken or waited too long: what is gone nobody can open. @returns how many */
export async function emptyHandOuts(now: Date): Promise<number> {
  const { rowCount } = await systemPool().query(
    `UPDATE hand_outs SET envelope = NULL WHERE envelope IS NOT NULL
       AND "expiresAt" NOT BETWEEN $1::timestamptz + interval '1 millisecond' AND $1::timestamptz + make_interval(mins => $2)`,
    [now, takeMinutes],
  );
  return rowCount ?? 0;
}
