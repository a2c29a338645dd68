import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { UploadRow } from "./load.ts";

/**
 * One sender at a time, whichever process it comes to: `version` is odd while somebody sends. Each claim has its own; what
 * a former sender stores after it lost the claim is not counted. A sender of whom nothing came for so long is over, be it
 * that its process died or that its connection hangs.
 */
const silence = 20_000;

/** @throws Refusal UPLOAD_BUSY */
export async function claimUpload({ db, clock }: Scope, row: UploadRow): Promise<number> {
  const now = clock.now();
  const isHeld = row.version % 2 === 1;
  // A moment of the future is as long ago: the clock was ahead then.
  if (isHeld && Math.abs(now.getTime() - row.touchedAt.getTime()) < silence) throw new Refusal("UPLOAD_BUSY");
  const version = row.version + (isHeld ? 2 : 1);
  const { count } = await db.upload.updateMany({
    where: { id: row.id, version: row.version, state: "receiving" },
    data: { version, touchedAt: now },
  });
  if (count === 0) throw new Refusal("UPLOAD_BUSY");
  return version;
}

/** What has come is counted, or told to be on its way. @returns false when the claim is another's, or the upload is over */
export async function touchClaim(
  { db, clock }: Scope,
  id: string,
  version: number,
  arrived: { offset?: bigint; size?: bigint; state?: "received"; sha256?: string | null } = {},
): Promise<boolean> {
  const where = { id, version, state: "receiving" as const };
  return (await db.upload.updateMany({ where, data: { ...arrived, touchedAt: clock.now() } })).count === 1;
}

export async function releaseClaim({ db }: Scope, id: string, version: number): Promise<void> {
  await db.upload.updateMany({ where: { id, version }, data: { version: version + 1 } });
}
