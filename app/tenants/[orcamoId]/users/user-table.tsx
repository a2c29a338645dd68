import { paths, withQuery } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import type { UserListInput } from "#lib/users/inputs.ts";
import { roleLabels } from "#lib/users/model.ts";
import type { UserRow } from "#lib/users/queries.ts";
import { listQuery } from "./list-query.ts";
import { UserBadges } from "./user-badges.tsx";

interface UserTableProps {
  readonly orcamoId: string;
  readonly input: UserListInput;
  readonly rows: readonly UserRow[];
}

export function UserTable({ orcamoId, input, rows }: UserTableProps) {
  const loginId: Column<UserRow> = {
    key: "loginId",
    label: "ログインID",
    names: true,
    cell: (user) => (
      <a
        href={withQuery(paths.user(orcamoId, user.id), listQuery(input))}
        className="inline-flex min-h-11 items-center break-all text-blue-1000 underline underline-offset-4"
      >
        {user.loginId}
      </a>
    ),
  };
  return (
    <DataTable caption="ユーザの一覧" captionHidden columns={[loginId, ...columns]} rows={rows} rowKey={(user) => user.id} />
  );
}

const columns: readonly Column<UserRow>[] = [
  { key: "name", label: "氏名", cell: (user) => user.name },
  { key: "nameKana", label: "フリガナ", cell: (user) => user.nameKana || "未設定" },
  { key: "mail", label: "メール", cell: (user) => <span className="break-all">{user.mail || "未設定"}</span> },
  { key: "role", label: "権限", cell: (user) => roleLabels[user.role] },
  { key: "state", label: "状態", cell: (user) => <UserBadges user={user} /> },
  {
    key: "lastSignInAt",
    label: "最終ログイン",
    cell: (user) => (user.lastSignInAt ? formatDateTime(user.lastSignInAt) : "なし"),
  },
];
