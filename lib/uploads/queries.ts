import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";
import { loadUpload, type UploadRow } from "./load.ts";
import { expiryOf, type UploadState } from "./model.ts";

export interface UploadView {
  readonly id: string;
  readonly fileName: string;
  readonly state: UploadState;
  /** In bytes; null when a plain form did not say. */
  readonly size: number | null;
  readonly offset: number;
  readonly sha256: string | null;
  readonly loginId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The code of the refusal that it failed with. */
  readonly reason: string | null;
}

/** What is kept, is on its way, or failed within the last three days; newest first. */
export async function listUploads(scope: Scope): Promise<UploadView[]> {
  permit(scope, "databases:read");
  const rows = await scope.db.upload.findMany({
    where: { state: { not: "removed" } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 200,
  });
  const now = scope.clock.now();
  return rows.map(asView).filter(({ state, expiresAt }) => state !== "failed" || expiresAt > now);
}

/** @throws Refusal NOT_FOUND */
export async function getUpload(scope: Scope, id: string): Promise<UploadView> {
  permit(scope, "databases:read");
  return asView(await loadUpload(scope, id));
}

function asView(row: UploadRow): UploadView {
  const { id, fileName, state, sha256, loginId, createdAt, reason } = row;
  const size = row.size === null ? null : Number(row.size);
  return {
    id,
    fileName,
    state,
    size,
    offset: Number(row.offset),
    sha256,
    loginId,
    createdAt,
    expiresAt: expiryOf(state, row),
    reason,
  };
}
