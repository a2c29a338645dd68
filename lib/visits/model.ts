/** Of an operator's reason, in characters: the tenant reads it in its log, so a word alone is not enough. */
export const reasonLength = { minimum: 10, maximum: 500 } as const;
