import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { open } from "../platform/secrets.ts";
import type { SealedFile } from "../storage/sealed-file.ts";
import { failureOf } from "./failure.ts";

export type UploadRow = NonNullable<Awaited<ReturnType<Scope["db"]["upload"]["findUnique"]>>>;

/** A row of this tenant. @throws Refusal NOT_FOUND */
export async function loadUpload({ db }: Scope, id: string): Promise<UploadRow> {
  const row = await db.upload.findUnique({ where: { id } });
  if (!row) throw new Refusal("NOT_FOUND");
  return row;
}

/**
 * One to go on with: the log says who brought a file, so nobody goes on with another's. A new session of the same person
 * does. @throws Refusal NOT_FOUND, NOT_PERMITTED, UPLOAD_GONE, what it failed with
 */
export async function loadOwnUpload(scope: Scope, id: string): Promise<UploadRow> {
  const row = await loadUpload(scope, id);
  if (scope.actor.standing !== "system" && row.userId !== scope.actor.user?.id) throw new Refusal("NOT_PERMITTED");
  if (row.state === "failed") throw failureOf(row.reason);
  if (row.state === "removed") throw new Refusal("UPLOAD_GONE");
  return row;
}

/** @throws Refusal UPLOAD_GONE when the key is gone, and with it every byte */
export function sealedFileOf({ id, tenantId, keyEnvelope }: Pick<UploadRow, "id" | "tenantId" | "keyEnvelope">): SealedFile {
  if (!keyEnvelope) throw new Refusal("UPLOAD_GONE");
  return { folder: "uploads", id, key: open(keyEnvelope, keyBinding(tenantId, id)) };
}

export function keyBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "upload" } as const;
}
