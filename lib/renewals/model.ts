/** Labels and pure rules of renewal by the certificate itself (PROTOCOLS.md §1). Client components may import this. */

export const renewalDoorLabels = {
  api: "証明書更新API",
  est: "EST",
  page: "更新画面",
} as const;

export type RenewalDoor = keyof typeof renewalDoorLabels;

export const renewalResultLabels = {
  renewed: "更新",
  repeated: "再取得",
  refused: "拒否",
} as const;

/** Repeated: the successor was there already and was handed out again. */
export type RenewalResult = keyof typeof renewalResultLabels;

/** How long the address of a new file opens. */
export const renewalLinkMinutes = 10;

/** The same attempt again within these minutes is counted, and not written anew. */
export const sameAttemptMinutes = 10;

/** For so many days a failed renewal that nothing has made good is shown to the administrators. */
export const failureDays = 30;
