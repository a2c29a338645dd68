import type { DumpReason } from "./reason-words.ts";

/** Ends a dump for a reason that is shown (reason-words.ts). */
export class DumpFailure extends Error {
  override readonly name = "DumpFailure";
  readonly reason: DumpReason;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(reason: DumpReason, facts: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.facts = facts;
  }
}

/** A person asked for the end. */
export class DumpCancelled extends Error {
  override readonly name = "DumpCancelled";
}

/** Another attempt has taken the dump, or nobody can tell: whoever finds this leaves the row alone. */
export class DumpLost extends Error {
  override readonly name = "DumpLost";
}
