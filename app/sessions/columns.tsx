import type { Column } from "#components/data-table.tsx";
import { subjectText } from "#lib/certificates/model.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { OpenSession } from "#lib/sessions/queries.ts";
import { describeBrowser } from "#lib/sign-ins/model.ts";

/** What is told of an open session, one's own or another's; each list adds how it is ended. */
export const sessionColumns: readonly Column<OpenSession>[] = [
  { key: "createdAt", label: "ログイン日時", names: true, cell: (session) => formatDateTime(session.createdAt) },
  { key: "lastSeenAt", label: "最終アクセス", cell: (session) => formatDateTime(session.lastSeenAt) },
  { key: "certificate", label: "証明書CN,O", cell: (session) => subjectText(session) },
  { key: "address", label: "接続元IP", cell: (session) => <span className="break-all">{session.address}</span> },
  { key: "browser", label: "ブラウザ/OS", cell: (session) => describeBrowser(session.userAgent) },
];
