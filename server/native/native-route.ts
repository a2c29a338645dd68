import type { IncomingMessage, ServerResponse } from "node:http";
import type { Permission } from "#lib/access/permissions.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Door } from "#lib/sign-ins/model.ts";

/**
 * What is answered by plain Node handlers, before Next: programs compare header names and status codes exactly
 * (PROTOCOLS.md §1, §2), and files for people who have no certificate yet must not depend on pages.
 */
export type NativeRoute = Access & {
  /** The whole path of the request. */
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** Whether the edge's clock for a whole request does not count here. */
  readonly ownClock?: boolean;
  /** Sets headers that refusals of the edge carry too. */
  begin?(request: IncomingMessage, response: ServerResponse): void;
  /** The peer is in `currentPeer()` for "certificate". */
  answer(request: IncomingMessage, response: ServerResponse, match: RegExpExecArray): Promise<void>;
};

/**
 * "session": of a signed-in person in the tenant that the address names; made by `sessionRoute` alone (session-route.ts).
 * "anyone": also over plain HTTP and without a look at the certificate. "certificate": only with a valid one. On an auth
 * host the last two are all that there is.
 */
type Access =
  | { readonly access: "anyone" }
  | CertificateAccess
  | { readonly access: "session"; readonly address: string; readonly permission: Permission };

/** Programs alone come here: refusals are never pages. */
export interface CertificateAccess {
  readonly access: "certificate";
  /** Under which refused certificates stand in the sign-in history; none, where asking is no attempt. */
  readonly door?: Exclude<Door, "portal">;
  /** Writes down besides what was refused here: a certificate of ours that is not valid any more. */
  refused?(peer: Peer, now: Date): Promise<unknown>;
}

/** Where the contents come from; given by main.ts, so that the edge is tested without a database. */
export interface Sources {
  /** DER of the authority's certificate. */
  authority(): Promise<Buffer>;
  /** DER of the list of a shard; undefined when there is no such shard. */
  revocationList(shard: number): Promise<{ list: Buffer; nextUpdate: Date } | undefined>;
  databaseReachable(): Promise<boolean>;
}
