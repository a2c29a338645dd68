import type { Column } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import { describeBrowser, reasonLabel } from "#lib/sign-ins/model.ts";
import type { SignInRow } from "#lib/sign-ins/queries.ts";

export const columns: readonly Column<SignInRow>[] = [
  { key: "at", label: "日時", names: true, cell: (row) => formatDateTimeSeconds(row.at) },
  { key: "loginId", label: "ログインID", cell: (row) => row.loginId },
  { key: "name", label: "氏名", cell: (row) => row.name ?? none },
  { key: "result", label: "結果", cell: (row) => <Result row={row} /> },
  { key: "address", label: "接続元IP", cell: (row) => row.address },
  { key: "commonName", label: "証明書CN", cell: (row) => row.commonName ?? none },
  { key: "serial", label: "シリアル番号", cell: (row) => <code className="break-all">{row.serial ?? none}</code> },
  { key: "browser", label: "ブラウザ/OS", cell: (row) => describeBrowser(row.userAgent) },
];

const none = "-";

function Result({ row }: { readonly row: SignInRow }) {
  if (row.result === "success") return <Badge tone="good" icon="success" label="成功" />;
  return (
    <>
      <Badge tone="bad" icon="refused" label="失敗" />
      {row.reason !== null && <span className="block">{reasonLabel(row.reason)}</span>}
    </>
  );
}
