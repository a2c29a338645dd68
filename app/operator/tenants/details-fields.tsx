import { CheckboxField } from "#components/checkbox-field.tsx";
import { SelectField } from "#components/select-field.tsx";
import { TextField } from "#components/text-field.tsx";
import { linkedAppLabels, type TenantKind } from "#lib/tenants/model.ts";
import { passwordPolicyLabels } from "#lib/users/model.ts";

export const detailsLabels = {
  name: "名称",
  maintenance: "保守",
  medicalId: "医療機関ID",
  plan: "利用プラン",
  apiPlan: "API利用プラン",
  policy: "パスワードの規則",
};

interface DetailsFieldsProps {
  readonly kind: TenantKind;
  readonly tenant?: {
    readonly name: string;
    readonly maintenance: string;
    readonly medicalId: string;
    readonly plan: string;
    readonly apiPlan: string;
    readonly linkedApps: readonly string[];
    readonly passwordPolicy: string;
  };
}

const policies = Object.entries(passwordPolicyLabels).map(([value, label]) => ({ value, label }));

/** What the operator keeps of an organisation. Plans and linked apps are a clinic's. */
export function DetailsFields({ kind, tenant }: DetailsFieldsProps) {
  return (
    <>
      <TextField name="name" label={detailsLabels.name} defaultValue={tenant?.name} maxLength={100} required />
      <TextField name="maintenance" label={detailsLabels.maintenance} defaultValue={tenant?.maintenance} maxLength={100} />
      {kind === "clinic" && (
        <>
          <TextField name="medicalId" label={detailsLabels.medicalId} defaultValue={tenant?.medicalId} maxLength={40} />
          <TextField name="plan" label={detailsLabels.plan} defaultValue={tenant?.plan} maxLength={100} />
          <TextField name="apiPlan" label={detailsLabels.apiPlan} defaultValue={tenant?.apiPlan} maxLength={100} />
          <fieldset className="mb-6">
            <legend className="font-700">連携アプリ設定</legend>
            <div className="flex flex-wrap gap-x-6">
              {Object.entries(linkedAppLabels).map(([app, label]) => (
                <CheckboxField key={app} name={app} label={label} defaultChecked={tenant?.linkedApps.includes(app)} />
              ))}
            </div>
          </fieldset>
        </>
      )}
      <SelectField
        name="policy"
        label={detailsLabels.policy}
        hint="次にパスワードを変更するときから適用されます。"
        options={policies}
        defaultValue={tenant?.passwordPolicy ?? "asvs"}
        required
      />
    </>
  );
}
