/** Ends an import for a reason that is shown (reason-words.ts; of the dump before the swap, its own). */
export class ImportFailure extends Error {
  override readonly name = "ImportFailure";
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(reason: string, facts: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.facts = facts;
  }
}

/** A person asked for the end. */
export class ImportCancelled extends Error {
  override readonly name = "ImportCancelled";
}

/** Another attempt has taken the import, or nobody can tell: whoever finds this leaves the row alone. */
export class ImportLost extends Error {
  override readonly name = "ImportLost";
}
