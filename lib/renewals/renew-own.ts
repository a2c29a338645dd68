import { permit } from "../access/permissions.ts";
import type { Issued } from "../certificates/renew.ts";
import type { Scope } from "../platform/scope.ts";
import { chooseSuccessor } from "./choose.ts";
import { inTurn } from "./in-turn.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { type Successor, succeed } from "./succeed.ts";

interface OwnRenewal {
  readonly door: RenewalDoor;
  /** What stands or falls with the record of it. */
  readonly write?: (inner: Scope, successor: Issued) => Promise<void>;
}

/**
 * A certificate renews itself: a successor with a key and a password of ours, or the one that it was given before. Recorded,
 * as is a refusal.
 * @throws Refusal CERTIFICATE_KIND_NOT_RENEWABLE, RENEWAL_TOO_EARLY, CERTIFICATE_TOO_YOUNG, CERTIFICATE_REVOKED,
 * CERTIFICATE_EXPIRED, CERTIFICATE_NOT_ACTIVE
 */
export function renewOwn(scope: Scope, { door, write }: OwnRenewal): Promise<Successor> {
  permit(scope, "certificates:renew-own");
  const { id, number } = presented(scope);
  const renew = () =>
    succeed(scope, {
      door,
      choose: (generations) => {
        const { refusal, waiting, unfinished } = chooseSuccessor(generations, id, scope.clock.now());
        if (refusal) throw refusal;
        return waiting ?? unfinished;
      },
      ...(write && { write }),
    });
  // Programs come in turn already (server/native/renewal-places.ts).
  return door === "page" ? inTurn(number, renew) : renew();
}
