import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "./once.ts";

/**
 * Who stands at the other end of the TLS connection. The edge alone fills it, once a request, and it travels in
 * memory: no header can claim it (PROTOCOLS.md §3).
 */
export interface Peer {
  readonly requestId: string;
  /** Path and query of the request: where to come back to after signing in. */
  readonly path: string;
  /** The visitor's address; behind a listed balancer the one that PROXY protocol v2 names. */
  readonly address: string;
  readonly userAgent: string;
  readonly tlsVersion: string;
  readonly certificate: PeerCertificate;
}

export type PeerCertificate =
  | { readonly state: "none" }
  /** Not signed by our authority, or signed by it but unknown to the database. */
  | { readonly state: "foreign"; readonly subject: string }
  /** Stopped: good in itself, of an organisation that is stopped or closed. */
  | ({ readonly state: "expired" | "revoked" | "stopped" | "valid" } & KnownCertificate);

export interface KnownCertificate {
  readonly id: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly tenantKind: "clinic" | "vendor" | "operator";
  readonly number: number;
  readonly generation: number;
  readonly kind: string;
  readonly commonName: string;
  readonly organization: string;
  readonly serial: string;
  readonly notAfter: Date;
  /** SHA-256 of the DER in base64url (x5t#S256, RFC 7515 §4.1.8). */
  readonly thumbprint: string;
  /** A renewed one that was never seen before. */
  readonly firstUse?: true;
}

const store = once("peer", () => new AsyncLocalStorage<Peer>());

export function withPeer<T>(peer: Peer, run: () => T): T {
  return store.run(peer, run);
}

/** The peer of the request that is being answered, or undefined outside of one (worker, command line). */
export function currentPeer(): Peer | undefined {
  return store.getStore();
}
