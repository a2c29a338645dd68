import { ActionForm } from "#components/action-form.tsx";
import { FormDisclosure } from "#components/form-disclosure.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { encryptionLabels } from "#lib/certificates/model.ts";
import { changeEncryptionAction } from "../actions.ts";

interface EncryptionFormProps {
  readonly orcamoId: string;
  readonly number: number;
  readonly encryption: keyof typeof encryptionLabels;
}

const label = "更新時の暗号方式";
const options = Object.entries(encryptionLabels).map(([value, text]) => ({ value, label: text }));

/** Of the file that the terminal's own program fetches; a download here has its own buttons. */
export function EncryptionForm({ orcamoId, number, encryption }: EncryptionFormProps) {
  return (
    <>
      <p>{encryptionLabels[encryption]}</p>
      <ActionForm action={changeEncryptionAction} labels={{ encryption: label }}>
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <input type="hidden" name="number" value={number} />
        <FormDisclosure summary="変更">
          <SelectField
            name="encryption"
            label={label}
            hint="連携ソフトや更新画面が受け取るp12ファイルの形式です。monsiaj、glclient2などは互換(3DES)だけを読み込めます。"
            options={options}
            defaultValue={encryption}
          />
          <SubmitButton>保存する</SubmitButton>
        </FormDisclosure>
      </ActionForm>
    </>
  );
}
