import { paths } from "#app/_doors/paths.ts";
import { DateField } from "#components/date-field.tsx";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { CertificateListInput } from "#lib/certificates/inputs.ts";
import { kindLabels, statusLabels } from "#lib/certificates/model.ts";
import { filterQuery } from "./list-query.ts";

/** CN, 状態, 種別, 有効期限 from–to. The sort stays, the page does not. */
export function SearchForm({ orcamoId, input }: { readonly orcamoId: string; readonly input: CertificateListInput }) {
  const { sort, ...filter } = filterQuery(input);
  const filtered = Object.values(filter).some(Boolean);
  return (
    <SearchPanel action={paths.certificates(orcamoId)} clearHref={filtered ? paths.certificates(orcamoId, { sort }) : undefined}>
      {sort !== undefined && <input type="hidden" name="sort" value={sort} />}
      <TextField name="cn" label="CN" hint="例: client21、21" defaultValue={input.cn} maxLength={64} />
      <SelectField name="status" label="状態" options={options(statusLabels)} defaultValue={input.status} />
      <SelectField name="kind" label="種別" options={options(kindLabels)} defaultValue={input.kind} />
      <DateField name="from" label="有効期限（この日から）" defaultValue={input.from} />
      <DateField name="to" label="有効期限（この日まで）" defaultValue={input.to} />
    </SearchPanel>
  );
}

function options(labels: Readonly<Record<string, string>>) {
  return [{ value: "all", label: "すべて" }, ...Object.entries(labels).map(([value, label]) => ({ value, label }))];
}
