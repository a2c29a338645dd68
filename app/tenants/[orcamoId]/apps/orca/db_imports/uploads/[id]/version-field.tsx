import { SelectField } from "#components/select-field.tsx";

/** 9 stands for all of 9.0 to 9.6, 8 for 8.4: the check compares major versions. */
const versions = [18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8];

const options = [
  { value: "", label: "自動判定" },
  ...versions.map((major) => ({ value: String(major), label: major > 9 ? String(major) : major === 9 ? "9.0～9.6" : "8.4" })),
];

export const versionLabel = "PostgreSQLのバージョン";

/** The old screen made everybody choose; now a choice is only compared with what the file says. */
export function VersionField() {
  return (
    <SelectField
      name="statedVersion"
      label={versionLabel}
      hint="通常は自動判定のままにしてください。ファイルに記録されているバージョンを使います。選択したものと違うときは、インポートせずに中止します。"
      options={options}
      defaultValue=""
    />
  );
}
