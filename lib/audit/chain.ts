import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** The head before the first entry. */
export const chainStart = new Uint8Array(32);

export interface ChainedEntry {
  readonly tenantId: string;
  readonly sequence: bigint;
  readonly at: Date;
  readonly actor: unknown;
  readonly action: string;
  readonly target: string;
  readonly facts: unknown;
}

/** SHA-256 over the previous hash and the entry as canonical JSON: anyone can compute it again with sha256sum. */
export function chainHash(entry: ChainedEntry, previousHash: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(previousHash).update(entryText(entry)).digest());
}

/** The text that is hashed: every column but the two hashes. */
export function entryText(entry: ChainedEntry): string {
  const { tenantId, sequence, at, actor, action, target, facts } = entry;
  return canonicalJson({ tenantId, sequence: sequence.toString(), at: at.toISOString(), actor, action, target, facts });
}
