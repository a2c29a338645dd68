import type { IncomingMessage } from "node:http";
import { once } from "#lib/platform/once.ts";
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

/** Files that are made at once: few, so that none waits for its connection to the database until that gives up. */
const filesAtOnce = 16;

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
      requireReader(request);
      return await work();
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
      amongFew(async () => {
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

async function amongFew<T>(work: () => Promise<T>): Promise<T> {
  const files = once("renewal-files", () => ({ working: 0, waiting: [] as (() => void)[] }));
  if (files.working < filesAtOnce) files.working += 1;
  else await new Promise<void>((resolve) => files.waiting.push(resolve));
  try {
    return await work();
  } finally {
    // To the next one, or back.
    const next = files.waiting.shift();
    if (next) next();
    else files.working -= 1;
  }
}
