import type { Readable } from "node:stream";
import { permit } from "../access/permissions.ts";
import { type Places, takePlace } from "../platform/places.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { claimUpload, releaseClaim, touchClaim } from "./claim.ts";
import { keepHash, takeHash } from "./keep-hash.ts";
import { loadOwnUpload, sealedFileOf } from "./load.ts";
import { storePieces } from "./store-pieces.ts";
import { type Patience, watchSender } from "./watch-sender.ts";

/**
 * Takes more of a file, from `offset` on, until the stream ends or breaks. What counts is what is stored for good: whole
 * pieces, and the last one. A broken stream loses what came after the last border, and nothing before it.
 * @returns the new offset, in bytes
 * @throws Refusal NOT_FOUND, NOT_PERMITTED, UPLOAD_GONE, UPLOAD_BUSY, UPLOADS_BUSY, UPLOAD_MOVED when it goes on elsewhere,
 *   UPLOAD_TOO_LARGE when more comes than was announced, STORAGE_FULL, STORAGE_AWAY, SIGN_IN_REQUIRED while it comes
 */
export async function appendToUpload(
  scope: Scope,
  { id, offset, atMost }: { id: string; offset: number; atMost?: number },
  stream: Readable,
  patience?: Patience,
): Promise<number> {
  permit(scope, "databases:upload");
  const row = await loadOwnUpload(scope, id);
  if (row.state !== "receiving" || Number(row.offset) !== offset)
    throw new Refusal("UPLOAD_MOVED", { offset: Number(row.offset) });
  const file = sealedFileOf(row);
  using _place = takePlace(senders, scope.tenant.id);
  const version = await claimUpload(scope, row);
  const watch = watchSender(scope, { id, version }, stream, patience);
  const size = row.size === null ? undefined : Number(row.size);
  const stored = { offset, hash: takeHash(id, row.version, offset) };
  try {
    await storePieces(file, { size, atMost: size ?? atMost ?? 0 }, stored, watch.heard(), async (now, isLast) => {
      await watch.requireOpen();
      const whole = isLast && {
        size: BigInt(now.offset),
        state: "received" as const,
        sha256: now.hash?.copy().digest("hex") ?? null,
      };
      if (!(await touchClaim(scope, id, version, { offset: BigInt(now.offset), ...whole }))) throw new Refusal("UPLOAD_GONE");
      Object.assign(stored, now);
    });
    return stored.offset;
  } finally {
    watch.end();
    keepHash(id, version + 1, stored.offset, stored.hash);
    await releaseClaim(scope, id, version);
  }
}

/** Each takes some 56 MiB (store-pieces.ts). */
const senders: Places = { name: "uploads", all: 10, tenant: 3, full: "UPLOADS_BUSY" };
