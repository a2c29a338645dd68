import { permit } from "../access/permissions.ts";
import { refusalSentence } from "../platform/refusal-words.ts";
import type { Scope } from "../platform/scope.ts";
import { failureOf } from "./failure.ts";
import { loadUpload, type UploadRow } from "./load.ts";
import { expiryOf, keptStates, receivingKeepDays, type UploadState } from "./model.ts";

export interface UploadView {
  readonly id: string;
  readonly fileName: string;
  readonly state: UploadState;
  /** In bytes; null when a plain form did not say. */
  readonly size: number | null;
  readonly offset: number;
  readonly sha256: string | null;
  /** Whether the browser, too, said the hash: without it nobody compared more than the length. */
  readonly isCompared: boolean;
  readonly loginId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The code of the refusal that it failed with. */
  readonly reason: string | null;
  /** The same for people: cause and action. */
  readonly sentence: string | null;
}

/** What is kept, is on its way, or failed within the last three days; newest first. */
export async function listUploads(scope: Scope): Promise<UploadView[]> {
  permit(scope, "databases:read");
  const failedSince = new Date(scope.clock.now().getTime() - receivingKeepDays * 86_400_000);
  const rows = await scope.db.upload.findMany({
    where: { OR: [{ state: { in: [...keptStates] } }, { state: "failed", finishedAt: { gt: failedSince } }] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 200,
  });
  return rows.map(asView);
}

/** @throws Refusal NOT_FOUND */
export async function getUpload(scope: Scope, id: string): Promise<UploadView> {
  permit(scope, "databases:read");
  return asView(await loadUpload(scope, id));
}

function asView(row: UploadRow): UploadView {
  const { id, fileName, state, sha256, loginId, createdAt, reason } = row;
  const failure = reason === null ? undefined : failureOf(reason);
  const size = row.size === null ? null : Number(row.size);
  return {
    id,
    fileName,
    state,
    size,
    offset: Number(row.offset),
    sha256,
    isCompared: row.declaredSha256 !== null,
    loginId,
    createdAt,
    expiresAt: expiryOf(state, row),
    reason,
    sentence: failure ? refusalSentence(failure.code, failure.facts) : null,
  };
}
