import { paths } from "#app/_doors/paths.ts";
import { DateField } from "#components/date-field.tsx";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { LogListInput } from "#lib/audit/inputs.ts";
import { actionLabels } from "#lib/audit/model.ts";
import { filterQuery } from "./filter-query.ts";

export function SearchForm({ orcamoId, input }: { readonly orcamoId: string; readonly input: LogListInput }) {
  const filtered = Object.values(filterQuery(input)).some(Boolean);
  return (
    <SearchPanel action={paths.log(orcamoId)} clearHref={filtered ? paths.log(orcamoId) : undefined}>
      <DateField name="from" label="期間（この日から）" defaultValue={input.from} />
      <DateField name="to" label="期間（この日まで）" defaultValue={input.to} />
      <SelectField name="action" label="操作" options={actions} defaultValue={input.action} />
      <TextField name="person" label="操作者" hint="ログインIDか氏名" defaultValue={input.person} maxLength={100} />
    </SearchPanel>
  );
}

const actions = [{ value: "all", label: "すべて" }, ...Object.entries(actionLabels).map(([value, label]) => ({ value, label }))];
