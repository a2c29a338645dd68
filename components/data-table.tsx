import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

export type Column<Row> = {
  readonly key: string;
  /** Heading of the column, and of the value where rows are cards. */
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** This column names its row (`th scope="row"`). One of them, please. */
  readonly names?: boolean | undefined;
  readonly sort?: { readonly href: string; readonly direction: "ascending" | "descending" | "none" } | undefined;
  readonly className?: string | undefined;
};

type DataTableProps<Row> = {
  readonly caption: ReactNode;
  /** The caption is for screen readers only: a heading beside the table says the same. */
  readonly captionHidden?: boolean | undefined;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
};

/** A table; below 768 px each row is a card with its labels (app/table.css). For no rows show an EmptyState instead. */
export function DataTable<Row>({ caption, captionHidden, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <table className="data-table">
      <caption className={captionHidden ? "sr-only" : "mb-2 font-700"}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" aria-sort={column.sort?.direction} className={column.className}>
              <Heading column={column} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading<Row>({ column }: { readonly column: Column<Row> }) {
  if (!column.sort) return column.label;
  const { href, direction } = column.sort;
  return (
    <a href={href} className="inline-flex min-h-11 items-center gap-1 underline underline-offset-4 print:no-underline">
      {column.label}
      {direction !== "none" && <Icon name={direction} className="size-4" />}
    </a>
  );
}

// The value stands in a span of its own: where rows are cards, it stands beside its label or below.
function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const shared = { "data-label": column.label, className: column.className };
  const value = <span className="min-w-0">{column.cell(row)}</span>;
  return column.names ? (
    <th scope="row" {...shared}>
      {value}
    </th>
  ) : (
    <td {...shared}>{value}</td>
  );
}
