export type UploadState = "receiving" | "received" | "verified" | "failed" | "removed";

/** A file that nobody went on with, and one that is whole. */
export const receivingKeepDays = 3;
export const verifiedKeepDays = 14;

export const uploadStateLabels = {
  receiving: "アップロード中",
  received: "確認中",
  verified: "アップロード済み",
  failed: "異常終了",
  removed: "削除済み",
} as const satisfies Record<UploadState, string>;

/** The browser and the server compare so much of a file that is gone on with, in bytes: the first piece. */
export const comparedBytes = 8 * 1024 * 1024;

/** So many are kept of a tenant at once, however small. */
export const mostUploads = 50;

/** Whose bytes are still stored: they count in the quota. */
export const keptStates: readonly UploadState[] = ["receiving", "received", "verified"];

/** When what is so is removed by itself. */
export function expiryOf(state: UploadState, { touchedAt, finishedAt }: { touchedAt: Date; finishedAt: Date | null }): Date {
  const days = state === "verified" ? verifiedKeepDays : receivingKeepDays;
  return new Date((finishedAt ?? touchedAt).getTime() + days * 86_400_000);
}
