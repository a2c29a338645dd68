type ListCountProps = {
  readonly page: { readonly number: number; readonly size: number; readonly total: number };
  readonly rows: { readonly length: number };
};

/** Which rows of how many are shown, for screen readers, too, after a search. */
export function ListCount({ page, rows }: ListCountProps) {
  const first = (page.number - 1) * page.size + 1;
  return (
    <p className="mt-4" role="status">
      {page.total === 0 ? "全0件" : `全${page.total}件中 ${first}～${first + rows.length - 1}件を表示しています。`}
    </p>
  );
}
