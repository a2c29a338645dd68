import type { Readable } from "node:stream";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { requireStillOpen } from "../sessions/still-open.ts";
import { touchClaim } from "./claim.ts";

/** In milliseconds. A sender may be slow, but not silent. */
export interface Patience {
  /** How often it is looked after. */
  readonly look: number;
  readonly idle: number;
}

const usual: Patience = { look: 5_000, idle: 60_000 };

/**
 * Looks after a sender for as long as it sends: whoever may no longer begin (stopped, signed out, the entrustment
 * withdrawn, the certificate revoked) does not get to its end either, and who says nothing for a minute is cut off.
 */
export function watchSender(
  scope: Scope,
  { id, version }: { id: string; version: number },
  stream: Readable,
  { look, idle }: Patience = usual,
) {
  let heardAt = performance.now();
  let toldAt = heardAt;
  const check = async () => {
    await requireStillOpen(scope);
    if (performance.now() - heardAt > idle) throw new Error("Nothing came for a minute.");
    if (heardAt > toldAt && !(await touchClaim(scope, id, version))) throw new Refusal("UPLOAD_BUSY");
    toldAt = heardAt;
  };
  const timer = setInterval(() => check().catch((error: Error) => stream.destroy(error)), look);
  return {
    end: () => clearInterval(timer),
    requireOpen: () => requireStillOpen(scope),
    /** What comes; leaving it early does not close the connection, on which the refusal still goes out. */
    async *heard(): AsyncGenerator<Buffer> {
      for await (const part of stream.iterator({ destroyOnReturn: false })) {
        heardAt = performance.now();
        yield part as Buffer;
      }
    },
  };
}
