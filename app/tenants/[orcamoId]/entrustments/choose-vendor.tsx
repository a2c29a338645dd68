import { ActionForm } from "#components/action-form.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { entrustmentKindHints, entrustmentKindLabels } from "#lib/entrustments/model.ts";
import { chooseVendorAction } from "./actions.ts";

const labels = { vendor: "ベンダーのORCAMO ID", kind: "区分" };
const kinds = [
  { value: "", label: "選択してください" },
  ...(["server", "general"] as const).map((value) => ({ value, label: entrustmentKindLabels[value] })),
];

/** Leads to the question with the vendor's name: nobody should entrust whom a slip of the finger names. */
export function ChooseVendor({ orcamoId }: { readonly orcamoId: string }) {
  return (
    <>
      <ul className="mb-6 list-disc ps-6">
        <li>
          {entrustmentKindLabels.server}: {entrustmentKindHints.server}
        </li>
        <li>
          {entrustmentKindLabels.general}: {entrustmentKindHints.general}
        </li>
      </ul>
      <ActionForm action={chooseVendorAction} labels={labels} className="max-w-md">
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <TextField
          name="vendor"
          label={labels.vendor}
          hint="ベンダーに確認してください。例: v00000001"
          maxLength={20}
          autoComplete="off"
          required
        />
        <SelectField name="kind" label={labels.kind} options={kinds} defaultValue="" required />
        <SubmitButton>確認する</SubmitButton>
      </ActionForm>
    </>
  );
}
