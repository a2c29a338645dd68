import { ActionForm } from "#components/action-form.tsx";
import { FormDisclosure } from "#components/form-disclosure.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { limits } from "#lib/certificates/model.ts";
import { changeNoteAction } from "../actions.ts";

interface NoteFormProps {
  readonly orcamoId: string;
  readonly number: number;
  readonly note: string;
}

/** The note and its 編集. It belongs to the line of certificates and survives renewals. */
export function NoteForm({ orcamoId, number, note }: NoteFormProps) {
  return (
    <>
      <p>{note || "未設定"}</p>
      <ActionForm action={changeNoteAction} labels={{ note: "備考" }}>
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <input type="hidden" name="number" value={number} />
        <FormDisclosure summary="編集">
          <TextField
            name="note"
            label="備考"
            hint={`設置場所や端末名など。${limits.noteLength}文字以内。`}
            defaultValue={note}
            maxLength={limits.noteLength}
          />
          <SubmitButton>保存する</SubmitButton>
        </FormDisclosure>
      </ActionForm>
    </>
  );
}
