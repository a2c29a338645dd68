import type { ArchiveFacts, ArchiveReason } from "./model.ts";

/** Ends a check; `checkArchive` turns it into the verdict. It never leaves this folder. */
export class BadArchive extends Error {
  readonly reason: ArchiveReason;
  readonly facts: ArchiveFacts;

  constructor(reason: ArchiveReason, facts: ArchiveFacts = {}) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
  }
}
