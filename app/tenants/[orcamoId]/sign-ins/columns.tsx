import type { Column } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import type { SignInRow } from "#lib/sign-ins/find.ts";
import { describeBrowser, doorLabel, reasonLabel, resultLabels } from "#lib/sign-ins/model.ts";

/** @param product the brand text, which names the portal among the アプリ */
export function columnsFor(product: string): readonly Column<SignInRow>[] {
  return [
    { key: "at", label: "日時", names: true, cell: (row) => formatDateTimeSeconds(row.at) },
    { key: "loginId", label: "ログインID", cell: (row) => row.loginId || none },
    { key: "name", label: "氏名", cell: (row) => row.name ?? none },
    { key: "result", label: "結果", cell: (row) => <Result row={row} /> },
    { key: "address", label: "接続元IP", cell: (row) => row.address },
    { key: "commonName", label: "証明書CN", cell: (row) => row.commonName ?? none },
    { key: "serial", label: "シリアル番号", cell: (row) => <code className="break-all">{row.serial ?? none}</code> },
    { key: "browser", label: "ブラウザ/OS", cell: (row) => describeBrowser(row.userAgent) },
    { key: "door", label: "アプリ", cell: (row) => doorLabel(row.door, product) },
  ];
}

const none = "-";

function Result({ row }: { readonly row: SignInRow }) {
  if (row.result === "success") return <Badge tone="good" icon="success" label={resultLabels.success} />;
  return (
    <>
      <Badge tone="bad" icon="refused" label={resultLabels.failure} />
      {row.reason !== null && <span className="block">{reasonLabel(row.reason)}</span>}
    </>
  );
}
