import { randomUUID } from "node:crypto";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { DateTimeField } from "#components/date-time-field.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { ProofField } from "#components/proof-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import type { ScopeTenant } from "#lib/platform/scope.ts";
import { requestLiveImportAction } from "../../../actions.ts";
import { VersionField, versionLabel } from "../version-field.tsx";

const labels = {
  statedVersion: versionLabel,
  scheduledFor: "予約",
  tenantName: "テナントの名称（確認）",
  proofPassword: "パスワード（確認）",
};

interface LiveFormProps {
  readonly tenant: ScopeTenant;
  readonly uploadId: string;
}

/** Name and password each time: the wrong clinic's window, and a browser that was left alone, replace no database. */
export function LiveForm({ tenant, uploadId }: LiveFormProps) {
  return (
    <ActionForm action={requestLiveImportAction} labels={labels} proof="placed" className="max-w-xl">
      <HiddenField name="orcamoId" value={tenant.orcamoId} />
      <HiddenField name="uploadId" value={uploadId} />
      <HiddenField name="requestId" value={randomUUID()} />
      <VersionField />
      <DateTimeField
        name="scheduledFor"
        label={labels.scheduledFor}
        hint="日本時間。19時以降の日時を入力すると、その時刻に始めます。空欄のときは、すぐに始めます。"
      />
      <TextField
        name="tenantName"
        label={labels.tenantName}
        hint={`確認のため、「${tenant.name}」と入力してください。`}
        autoComplete="off"
        required
      />
      <ProofField always />
      <div className="flex flex-wrap gap-3">
        <SubmitButton look="danger">実行</SubmitButton>
        <ButtonLink href={paths.upload(tenant.orcamoId, uploadId)}>キャンセル</ButtonLink>
      </div>
    </ActionForm>
  );
}
