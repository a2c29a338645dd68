import type { IncomingMessage } from "node:http";
import { atMost } from "#lib/platform/at-most.ts";
import { type Places, takePlace } from "#lib/platform/places.ts";
import { isRefusal, Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { inTurn } from "#lib/renewals/in-turn.ts";
import type { RenewalDoor } from "#lib/renewals/model.ts";
import { presented } from "#lib/renewals/presented.ts";
import { recordBusy } from "#lib/renewals/record-busy.ts";
import { recordingRefusals } from "#lib/renewals/succeed.ts";

/** How many certificates are worked on, or wait for a core: some seconds' work on two. */
export const renewals: Places = { name: "renewals", all: 400, tenant: 200, full: "RENEWALS_BUSY" };

/**
 * Renewals, and files, that are worked on at once: enough for all connections to the database, and few enough that none waits
 * for one until that gives up. As many of each: where hundreds of renewals asked for connections, a file had its turn with
 * one in thirty of them, and more were promised than made.
 */
const atOnce = 24;

interface Asking {
  readonly request: IncomingMessage;
  readonly scope: Scope;
  readonly door: RenewalDoor;
}

/**
 * A renewal in its turn and at a place of its own, which it gives back before the answer goes out: that may wait for its
 * reader for ever. Who waits for the turn has none: ten certificates in a loop would take all.
 * @throws Refusal RENEWALS_BUSY, which is recorded
 */
export function atPlace<T>({ request, scope, door }: Asking, work: () => Promise<T>): Promise<T> {
  return recordingBusy({ request, scope, door }, () =>
    inTurn(presented(scope).number, async () => {
      using _place = takePlace(renewals, scope.tenant.id);
      return await atMost(atOnce, "renewals", async () => {
        requireReader(request);
        return await work();
      });
    }),
  );
}

/**
 * The file of a renewal that was answered. Its client exits when it does not get it (PROTOCOLS.md §1): so no renewal, of
 * this certificate or of others, stands in its way, and it waits where it would be refused.
 * @throws Refusal RENEWALS_BUSY, which is recorded, when this certificate alone asks for files in a loop
 */
export function atFilePlace<T>({ request, scope, door }: Asking, work: () => Promise<T>): Promise<T> {
  return recordingBusy({ request, scope, door }, () =>
    inTurn(`file ${presented(scope).number}`, () =>
      atMost(atOnce, "renewal-files", async () => {
        requireReader(request);
        return await work();
      }),
    ),
  );
}

/** What comes in, before a place is taken. What is wrong with it is recorded, in the certificate's turn, like any refusal. */
export async function readAsked<T>(asking: Asking, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return atPlace(asking, () => recordingRefusals(asking.scope, asking.door, () => Promise.reject(error)));
  }
}

async function recordingBusy<T>({ request, scope, door }: Asking, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isRefusal(error) && error.code === "RENEWALS_BUSY" && !request.socket.destroyed) recordBusy(scope, door);
    throw error;
  }
}

/** Nobody reads the answer any more. */
function requireReader({ socket }: IncomingMessage): void {
  if (socket.destroyed) throw new Refusal("RENEWALS_BUSY");
}
