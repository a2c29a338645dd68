import { DescriptionList } from "#components/description-list.tsx";
import { can } from "#lib/access/permissions.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { roleLabels, rolesByTenant } from "#lib/users/model.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { UserBadges } from "../user-badges.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { RoleForm } from "./role-form.tsx";

interface UserFieldsProps {
  readonly scope: Scope;
  readonly user: UserDetails;
}

export function UserFields({ scope, user }: UserFieldsProps) {
  const { actor, tenant } = scope;
  const mayChangeRole = can(actor, "users:grant") && !user.self && rolesByTenant[tenant.kind].length > 1;
  return (
    <>
      <DescriptionList
        items={[
          { term: "ログインID", value: <span className="break-all">{user.loginId}</span> },
          { term: "氏名", value: user.name },
          { term: "フリガナ", value: user.nameKana },
          { term: "メール", value: user.mail && <span className="break-all">{user.mail}</span> },
          { term: "権限", value: roleLabels[user.role] },
          { term: "状態", value: <UserBadges user={user} /> },
          { term: "パスワード", value: password(user) },
          { term: "認証アプリ", value: user.codes ? "登録済み" : "未登録" },
          { term: "最終ログイン", value: user.lastSignInAt ? formatDateTime(user.lastSignInAt) : "なし" },
          { term: "登録日時", value: formatDateTime(user.createdAt) },
        ]}
      />
      <div className="mt-4 flex flex-col">
        {can(actor, "users:manage") && <ProfileForm tenant={tenant} user={user} />}
        {mayChangeRole && <RoleForm tenant={tenant} user={user} />}
      </div>
      {user.self && (
        <p className="mt-3 text-solid-gray-700">
          ご自分の停止、権限の変更、パスワードの再設定は、他の管理者に依頼してください。パスワードは、右上のメニューの「パスワード変更」から変更できます。
        </p>
      )}
    </>
  );
}

function password({ mustChangePassword, passwordChangedAt }: UserDetails): string {
  if (mustChangePassword) return "初期パスワードのままです（次のログインで変更）";
  return `${formatDateTime(passwordChangedAt)} に設定`;
}
