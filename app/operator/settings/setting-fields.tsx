import { TextField } from "#components/text-field.tsx";
import { type SettingKey, type Settings, settingKeys, settingLabels, settingLimits } from "#lib/settings/model.ts";

interface SettingFieldsProps {
  readonly values: Settings;
  readonly defaults: Settings;
}

export function SettingFields({ values, defaults }: SettingFieldsProps) {
  return settingKeys.map((key) => (
    <TextField
      key={key}
      name={key}
      label={settingLabels[key]}
      hint={hint(key, defaults)}
      defaultValue={String(values[key])}
      inputMode={key in settingLimits ? "numeric" : undefined}
      required={key !== "supportPhone" && key !== "supportMail"}
    />
  ));
}

function hint(key: SettingKey, defaults: Settings): string {
  const limits = isLimited(key) ? `${settingLimits[key].least}～${settingLimits[key].most}。` : "";
  return `${limits}${remarks[key] ?? ""}既定値: ${defaults[key] === "" ? "（なし）" : defaults[key]}`;
}

function isLimited(key: SettingKey): key is keyof typeof settingLimits {
  return key in settingLimits;
}

const remarks: Partial<Record<SettingKey, string>> = {
  sessionAbsoluteHours: "次のログインから適用します。",
  signInRetentionYears: "短くすると、期間を過ぎた履歴は削除され、元に戻せません。",
};
