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
