import { paths } from "#app/_doors/paths.ts";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";
import type { UserListInput } from "#lib/users/inputs.ts";
import { roleLabels, rolesByTenant, userStateLabels } from "#lib/users/model.ts";
import { filterQuery } from "./list-query.ts";

interface SearchFormProps {
  readonly tenant: ScopeTenant;
  readonly input: UserListInput;
}

export function SearchForm({ tenant: { orcamoId, kind }, input }: SearchFormProps) {
  const filtered = Object.values(filterQuery(input)).some(Boolean);
  const roles = rolesByTenant[kind].map((role) => [role, roleLabels[role]] as const);
  return (
    <SearchPanel action={paths.users(orcamoId)} clearHref={filtered ? paths.users(orcamoId) : undefined}>
      <TextField name="loginId" label="ログインID" defaultValue={input.loginId} maxLength={64} />
      <TextField name="name" label="氏名" defaultValue={input.name} maxLength={100} />
      <TextField name="kana" label="フリガナ" defaultValue={input.kana} maxLength={100} />
      <SelectField name="role" label="権限" options={options(roles)} defaultValue={input.role} />
      <SelectField name="state" label="状態" options={options(Object.entries(userStateLabels))} defaultValue={input.state} />
    </SearchPanel>
  );
}

function options(entries: readonly (readonly [string, string])[]) {
  return [{ value: "all", label: "すべて" }, ...entries.map(([value, label]) => ({ value, label }))];
}
