import type { IncomingMessage } from "node:http";
import { type Places, takePlace } from "#lib/platform/places.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { inTurn } from "#lib/renewals/in-turn.ts";
import { presented } from "#lib/renewals/presented.ts";

/** How many certificates are worked on, or wait for a core: some seconds' work on two. */
export const renewals: Places = { name: "renewals", all: 400, tenant: 200, full: "RENEWALS_BUSY" };

/**
 * A renewal, or the making of its file, in its turn and at a place of its own, which it gives back before the answer goes
 * out: that may wait for its reader for ever. Who waits for the turn has none: ten certificates in a loop would take all.
 * @throws Refusal RENEWALS_BUSY
 */
export async function atPlace<T>(request: IncomingMessage, scope: Scope, work: () => Promise<T>): Promise<T> {
  return await inTurn(presented(scope).number, async () => {
    using _place = takePlace(renewals, scope.tenant.id);
    // Nobody reads the answer any more.
    if (request.socket.destroyed) throw new Refusal("RENEWALS_BUSY");
    return await work();
  });
}
