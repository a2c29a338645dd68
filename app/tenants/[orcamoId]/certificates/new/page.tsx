import { randomUUID } from "node:crypto";
import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { kindLabels, limits } from "#lib/certificates/model.ts";
import { requestCertificatesAction } from "../actions.ts";

const title = "新規発行申請";
export const metadata = pageTitle(title);

const labels = { kind: "種別", count: "枚数", note: "備考" };
const kinds = (["client", "db"] as const).map((value) => ({ value, label: kindLabels[value] }));

export default tenantPage(
  {
    permission: "certificates:request",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "証明書一覧", href: paths.certificates(tenant.orcamoId) }, { label: title }],
    tab: "certificates",
    narrow: true,
  },
  async (scope) => (
    <div className="mt-6">
      <p className="mb-6">申請すると、証明書がすぐに発行されます。有効期間は3年です。</p>
      <ActionForm action={requestCertificatesAction} labels={labels} className="max-w-md">
        <input type="hidden" name="orcamoId" value={scope.tenant.orcamoId} />
        <HiddenField name="requestId" value={randomUUID()} />
        <SelectField name="kind" label={labels.kind} options={kinds} defaultValue="client" required />
        <TextField
          name="count"
          label={labels.count}
          hint={`端末1台につき1枚です。一度に${limits.requestCount}枚まで申請できます。`}
          defaultValue="1"
          inputMode="numeric"
          required
        />
        <TextField
          name="note"
          label={labels.note}
          hint={`設置場所や端末名など（例: 受付1番）。${limits.noteLength}文字以内。`}
          maxLength={limits.noteLength}
        />
        <div className="flex flex-wrap gap-3">
          <SubmitButton>申請する</SubmitButton>
          <ButtonLink href={paths.certificates(scope.tenant.orcamoId)}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  ),
);
