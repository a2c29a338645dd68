import { paths } from "#app/_doors/paths.ts";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { NoticeListInput } from "#lib/notices/inputs.ts";
import { audienceLabels, noticeStatusLabels } from "#lib/notices/model.ts";
import { listQuery } from "./list-query.ts";

export function SearchForm({ input }: { readonly input: NoticeListInput }) {
  const filtered = Object.values(listQuery({ ...input, page: 1 })).some(Boolean);
  return (
    <SearchPanel action={paths.consoleNotices()} clearHref={filtered ? paths.consoleNotices() : undefined}>
      <SelectField name="status" label="状態" options={options(noticeStatusLabels)} defaultValue={input.status} />
      <SelectField name="audience" label="種類" options={options(audienceLabels)} defaultValue={input.audience} />
      <TextField name="tenant" label="対象のORCAMO ID" hint="例: u00000014" defaultValue={input.tenant} maxLength={9} />
    </SearchPanel>
  );
}

function options(labels: Readonly<Record<string, string>>) {
  return [{ value: "all", label: "すべて" }, ...Object.entries(labels).map(([value, label]) => ({ value, label }))];
}
