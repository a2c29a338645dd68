import type { Scope } from "../platform/scope.ts";
import { open, seal } from "../platform/secrets.ts";
import { newFileKey, type SealedFile } from "../storage/sealed-file.ts";

interface Attempt {
  readonly id: string;
  readonly attempt: number;
}

/** Each attempt writes a file of its own: what a dead one left, or still writes, is never part of another's. */
export function storedId({ id, attempt }: Attempt): string {
  return `${id}-${attempt}`;
}

/** @returns undefined for what is not a dump's */
export function attemptOf(stored: string): Attempt | undefined {
  const match = /^([0-9a-f-]{36})-(\d{1,9})$/.exec(stored);
  return match?.[1] ? { id: match[1], attempt: Number(match[2]) } : undefined;
}

/** A file to be written, and the envelope of its key for the row. */
export function newStoredDump({ tenant }: Scope, dump: Attempt): { file: SealedFile; keyEnvelope: Buffer<ArrayBuffer> } {
  const key = newFileKey();
  return { file: { folder: "dumps", id: storedId(dump), key }, keyEnvelope: seal(key, binding(tenant.id, dump.id)) };
}

export function storedDump({ tenant }: Scope, dump: Attempt & { readonly keyEnvelope: Uint8Array }): SealedFile {
  return { folder: "dumps", id: storedId(dump), key: open(dump.keyEnvelope, binding(tenant.id, dump.id)) };
}

function binding(tenant: string, row: string) {
  return { tenant, row, purpose: "dump" } as const;
}
