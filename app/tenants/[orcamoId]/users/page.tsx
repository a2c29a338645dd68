import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { DataTable } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { roleLabels, userStateLabels } from "#lib/users/model.ts";
import { listUsers, type UserRow } from "#lib/users/queries.ts";

const title = "ユーザ管理";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "users:read", input: z.object({}), title, path: () => [{ label: title }], tab: "users" },
  async (scope) => {
    const users = await listUsers(scope);
    return (
      <div className="mt-6">
        <p className="mb-3">全{users.length}件</p>
        <DataTable caption="ユーザの一覧" captionHidden columns={columns} rows={users} rowKey={(user) => user.id} />
      </div>
    );
  },
);

const columns = [
  { key: "loginId", label: "ログインID", names: true, cell: (user: UserRow) => user.loginId },
  { key: "name", label: "氏名", cell: (user: UserRow) => user.name },
  { key: "nameKana", label: "フリガナ", cell: (user: UserRow) => user.nameKana || "未設定" },
  { key: "mail", label: "メール", cell: (user: UserRow) => user.mail || "未設定" },
  { key: "role", label: "権限", cell: (user: UserRow) => roleLabels[user.role] },
  { key: "state", label: "状態", cell: (user: UserRow) => <State state={user.state} /> },
  {
    key: "lastSignInAt",
    label: "最終ログイン",
    cell: (user: UserRow) => (user.lastSignInAt ? formatDateTime(user.lastSignInAt) : "なし"),
  },
];

function State({ state }: { readonly state: UserRow["state"] }) {
  return state === "active" ? (
    <Badge tone="good" icon="success" label={userStateLabels.active} />
  ) : (
    <Badge tone="bad" icon="stopped" label={userStateLabels.stopped} />
  );
}
