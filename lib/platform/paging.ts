/** A numbered page of a list (PRODUCT.md §5). */
export interface Page {
  readonly number: number;
  readonly size: number;
  readonly total: number;
  readonly last: number;
}

/** A page past the end becomes the last one: rows may have gone since the link was made. */
export function pageOf(wanted: number, total: number, size: number): Page {
  const last = Math.max(1, Math.ceil(total / size));
  return { number: Math.min(Math.max(1, wanted), last), size, total, last };
}
