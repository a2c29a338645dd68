import { SelectField } from "#components/select-field.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";
import { type Role, roleLabels, rolesByTenant } from "#lib/users/model.ts";

interface RoleFieldProps {
  readonly tenant: ScopeTenant;
  readonly role?: Role | undefined;
}

/** What this sort of organisation has, and what each may do. */
export function RoleField({ tenant: { kind }, role }: RoleFieldProps) {
  const options = rolesByTenant[kind].map((value) => ({ value, label: roleLabels[value] }));
  const choose = { value: "", label: "選択してください" };
  return (
    <SelectField
      name="role"
      label="権限"
      hint={kind === "clinic" ? clinicHint : undefined}
      options={role || options.length === 1 ? options : [choose, ...options]}
      defaultValue={role ?? (options.length === 1 ? options[0]?.value : "")}
      required
    />
  );
}

const clinicHint =
  "テナント管理者は証明書とユーザを管理します。監査者はテナント情報、ログイン履歴、テナントログを見られます。一般はご自分のパスワードとログイン履歴だけを扱えます。";
