import { permit } from "../access/permissions.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { seal } from "../platform/secrets.ts";
import { newFileKey, storageSpace } from "../storage/sealed-file.ts";
import { fileNameInput } from "./inputs.ts";
import { keyBinding, loadOwnUpload, type UploadRow } from "./load.ts";
import { keptStates, mostUploads } from "./model.ts";
import { requireQuota } from "./require-quota.ts";

/**
 * A file is announced. The same id again finds what it began.
 * @param size in bytes; null when only its upper bound is known (a plain form)
 * @param atMost the most that may come, in bytes
 * @throws Refusal UPLOAD_EMPTY, UPLOAD_TOO_LARGE, UPLOADS_TOO_MANY, UPLOAD_QUOTA, STORAGE_FULL, STORAGE_AWAY
 */
export async function beginUpload(
  scope: Scope,
  { id, fileName, size, atMost }: { id: string; fileName: string; size: number | null; atMost: number },
): Promise<UploadRow> {
  permit(scope, "databases:upload");
  if (atMost <= 0) throw new Refusal("UPLOAD_EMPTY");
  const { uploadMaxBytes } = env();
  if (atMost > uploadMaxBytes) throw new Refusal("UPLOAD_TOO_LARGE", { gigabytes: uploadMaxBytes / 1e9 });
  const space = await storageSpace();
  if (space && space.freeBytes < atMost) throw new Refusal("STORAGE_FULL");
  const { user, sessionId = null } = scope.actor;
  if (!user) throw new Refusal("NOT_PERMITTED");
  const name = fileNameInput.parse(fileName);
  const now = scope.clock.now();
  return inTransaction(scope, async (inner) => {
    // Two that begin at once must not both find room.
    await lockChain(inner);
    if (await inner.db.upload.findUnique({ where: { id }, select: { id: true } })) return loadOwnUpload(inner, id);
    const kept = await inner.db.upload.count({ where: { state: { in: [...keptStates] } } });
    if (kept >= mostUploads) throw new Refusal("UPLOADS_TOO_MANY");
    await requireQuota(inner, atMost);
    const row = await inner.db.upload.create({
      data: {
        id,
        tenantId: scope.tenant.id,
        userId: user.id,
        userTenantId: user.organizationId,
        sessionId,
        loginId: user.loginId,
        fileName: name,
        size: size === null ? null : BigInt(size),
        keyEnvelope: seal(newFileKey(), keyBinding(scope.tenant.id, id)),
        createdAt: now,
        touchedAt: now,
      },
    });
    await recordAudit(inner, { action: "uploads:begin", target: name, facts: { id, ...(size !== null && { size }) } });
    return row;
  });
}
