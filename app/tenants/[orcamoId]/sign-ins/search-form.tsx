import { paths } from "#app/_doors/paths.ts";
import { DateField } from "#components/date-field.tsx";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { SignInFilterInput } from "#lib/sign-ins/inputs.ts";
import { resultLabels } from "#lib/sign-ins/model.ts";
import { filterQuery } from "./filter-query.ts";

type SearchFormProps = {
  readonly orcamoId: string;
  readonly input: SignInFilterInput;
  /** Whose rows: for one's own there is no other login ID to ask for. */
  readonly everybody: boolean;
};

export function SearchForm({ orcamoId, input, everybody }: SearchFormProps) {
  const filtered = Object.values(filterQuery(input)).some(Boolean);
  return (
    <SearchPanel action={paths.signIns(orcamoId)} clearHref={filtered ? paths.signIns(orcamoId) : undefined}>
      <DateField name="from" label="期間（この日から）" defaultValue={input.from} />
      <DateField name="to" label="期間（この日まで）" defaultValue={input.to} />
      <SelectField name="result" label="結果" options={results} defaultValue={input.result} />
      {everybody && <TextField name="loginId" label="ログインID" defaultValue={input.loginId} maxLength={100} />}
      <TextField
        name="certificate"
        label="証明書"
        hint="例: client21、21、シリアル番号"
        defaultValue={input.certificate}
        maxLength={100}
      />
      <TextField name="address" label="接続元IP" hint="例: 192.0.2.1" defaultValue={input.address} maxLength={100} />
    </SearchPanel>
  );
}

const results = [{ value: "all", label: "すべて" }, ...Object.entries(resultLabels).map(([value, label]) => ({ value, label }))];
