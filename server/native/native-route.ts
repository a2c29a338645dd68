import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * What is answered by plain Node handlers, before Next: programs compare header names and status codes exactly
 * (PROTOCOLS.md §1, §2), and files for people who have no certificate yet must not depend on pages.
 */
export interface NativeRoute {
  /** The whole path of the request. */
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** "anyone": also over plain HTTP and without a look at the certificate. "certificate": only with a valid one. */
  readonly access: "anyone" | "certificate";
  /** The peer is in `currentPeer()` for "certificate". */
  answer(request: IncomingMessage, response: ServerResponse, match: RegExpExecArray): Promise<void>;
}

/** Where the contents come from; given by main.ts, so that the edge is tested without a database. */
export interface Sources {
  /** DER of the authority's certificate. */
  authority(): Promise<Buffer>;
  /** DER of the list of a shard; undefined when there is no such shard. */
  revocationList(shard: number): Promise<{ list: Buffer; nextUpdate: Date } | undefined>;
  databaseReachable(): Promise<boolean>;
}
