import { paths } from "#app/_doors/paths.ts";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { TenantListInput } from "#lib/tenants/inputs.ts";
import { tenantKindLabels, tenantStateLabels } from "#lib/tenants/model.ts";
import { filterQuery } from "./list-query.ts";

export function SearchForm({ input }: { readonly input: TenantListInput }) {
  const filtered = Object.values(filterQuery(input)).some(Boolean);
  return (
    <SearchPanel action={paths.consoleTenants()} clearHref={filtered ? paths.consoleTenants() : undefined}>
      <TextField name="id" label="ORCAMO ID" hint="例: u00000452、000000452" defaultValue={input.id} maxLength={9} />
      <TextField name="name" label="名称" hint="一部でも検索できます" defaultValue={input.name} maxLength={100} />
      <SelectField name="kind" label="種別" options={options(tenantKindLabels)} defaultValue={input.kind} />
      <SelectField name="state" label="状態" options={options(tenantStateLabels)} defaultValue={input.state} />
    </SearchPanel>
  );
}

function options(labels: Readonly<Record<string, string>>) {
  return [{ value: "all", label: "すべて" }, ...Object.entries(labels).map(([value, label]) => ({ value, label }))];
}
