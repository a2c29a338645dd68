/** Numbered pages of a list, ten links wide (PRODUCT.md §5). */
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

/** The page numbers to offer: ten around the present one. */
export function pageLinks(page: Page, width = 10): number[] {
  const first = Math.max(1, Math.min(page.number - Math.floor(width / 2), page.last - width + 1));
  return Array.from({ length: Math.min(width, page.last) }, (_, index) => first + index);
}
