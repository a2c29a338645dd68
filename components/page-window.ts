/**
 * The page numbers that the pager shows: at most ten in a row, with the current one inside.
 * @param page the current page, from 1
 * @param pages how many there are
 */
export function pageWindow(page: number, pages: number, size = 10): number[] {
  const last = Math.max(1, pages);
  const shown = Math.min(size, last);
  const wanted = Math.min(Math.max(1, page), last) - Math.floor(size / 2) + 1;
  const first = Math.min(Math.max(1, wanted), last - shown + 1);
  return Array.from({ length: shown }, (_, at) => first + at);
}
