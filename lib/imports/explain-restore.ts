/** Why a restore ended without success: one code per cause, with its sentence in `restoreSentence`. */
export type RestoreReason =
  | "RESTORE_GAIJI"
  | "RESTORE_ENCODING"
  | "RESTORE_DUPLICATE"
  | "RESTORE_REFERENCE"
  | "RESTORE_CHECK"
  | "RESTORE_PERMISSION"
  | "RESTORE_MISSING"
  | "RESTORE_STATEMENT_TIME"
  | "RESTORE_TIME"
  | "RESTORE_MEMORY"
  | "RESTORE_SIZE"
  | "RESTORE_DISK_FULL"
  | "RESTORE_SERVER_MEMORY"
  | "RESTORE_SERVER_LOST"
  | "RESTORE_KILLED"
  | "RESTORE_CANCELLED"
  | "RESTORE_DIFFERS"
  | "RESTORE_REFUSED";

/** What a sentence is made of: names are already plain (`lib/platform/plain-text.ts`). */
export type RestoreFacts = Readonly<Record<string, string | number>>;

/** Sentence for a person: cause and action, です・ます. */
export function restoreSentence(reason: RestoreReason, _facts: RestoreFacts): string {
  return reason;
}
