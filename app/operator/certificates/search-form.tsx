import { paths } from "#app/_doors/paths.ts";
import { SearchPanel } from "#components/search-panel.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import type { CertificateSearchInput } from "#lib/certificates/inputs.ts";
import { endingDays, statusLabels } from "#lib/certificates/model.ts";
import type { SearchResult } from "#lib/certificates/search.ts";

interface SearchFormProps {
  readonly input: CertificateSearchInput;
  readonly errors: SearchResult["errors"];
}

const statuses = [
  { value: "all", label: "すべて" },
  { value: "ending", label: `${endingDays}日以内に期限切れ` },
  ...Object.entries(statusLabels).map(([value, label]) => ({ value, label })),
];

export function SearchForm({ input, errors }: SearchFormProps) {
  const filtered = Object.values(filterQuery(input)).some(Boolean);
  return (
    <SearchPanel action={paths.consoleCertificates()} clearHref={filtered ? paths.consoleCertificates() : undefined}>
      <TextField name="cn" label="CN" hint="例: client21、21" defaultValue={input.cn} maxLength={200} error={errors.cn} />
      <TextField name="o" label="O（ORCAMO ID）" hint="例: u00000014" defaultValue={input.o} maxLength={200} error={errors.o} />
      <TextField
        name="serial"
        label="シリアル番号"
        hint="16進数32桁"
        defaultValue={input.serial}
        maxLength={200}
        error={errors.serial}
      />
      <TextField
        name="fingerprint"
        label="指紋"
        hint="SHA-256（SHA-1は不可）"
        defaultValue={input.fingerprint}
        maxLength={200}
        error={errors.fingerprint}
      />
      <SelectField name="status" label="状態" options={statuses} defaultValue={input.status} />
    </SearchPanel>
  );
}

/** Without the page: a new search begins at page 1. */
export function filterQuery({ cn, o, serial, fingerprint, status }: CertificateSearchInput) {
  return { cn, o, serial, fingerprint, status: status === "all" ? undefined : status };
}
