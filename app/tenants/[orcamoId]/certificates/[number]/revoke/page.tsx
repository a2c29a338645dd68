import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SelectField } from "#components/select-field.tsx";
import { certificateInput } from "#lib/certificates/inputs.ts";
import { isIssued, revocationReasonLabels, subjectText } from "#lib/certificates/model.ts";
import { countOthersInUse, getCertificate } from "#lib/certificates/queries.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { revokeCertificateAction } from "../../actions.ts";

const title = "失効";
export const metadata = pageTitle(title);

const reasons = [
  { value: "", label: "選択してください" },
  ...Object.entries(revocationReasonLabels).map(([value, label]) => ({ value, label })),
];

export default tenantPage(
  {
    permission: "certificates:revoke",
    input: certificateInput,
    title,
    path: () => [{ label: title }],
    tab: "certificates",
    narrow: true,
  },
  async (scope, { number }) => {
    const { orcamoId } = scope.tenant;
    const certificate = await getCertificate(scope, number);
    const back = paths.certificate(orcamoId, number);
    if (!isIssued(certificate.status)) {
      const reason = refusalSentence("CERTIFICATE_NOT_ACTIVE");
      return (
        <div className="mt-4">
          <NoticeBanner tone="error" title={reason} actions={<ButtonLink href={back}>戻る</ButtonLink>} />
        </div>
      );
    }
    const others = await countOthersInUse(scope, number);
    return (
      <div className="mt-4">
        <NoticeBanner tone="warning" title="失効は取り消せません。">
          {subjectText(certificate)}{" "}
          は、以前の世代も含めてすぐに使えなくなります。この証明書でログイン中の利用者は切断されます。端末で引き続き利用する場合は、先に新しい証明書を発行してください。
        </NoticeBanner>
        {others < 2 && (
          <NoticeBanner tone="warning" title={`失効すると、利用できる証明書の残りは${others}枚です。`}>
            残りの証明書も使えなくなると、このテナントの利用者は誰もログインできません。先に新しい証明書を発行してください。
          </NoticeBanner>
        )}
        <ConfirmPanel
          message="証明書を失効します。よろしいですか?"
          action={revokeCertificateAction}
          okLook="danger"
          labels={{ reason: "理由" }}
          cancelHref={back}
        >
          <input type="hidden" name="orcamoId" value={orcamoId} />
          <input type="hidden" name="number" value={number} />
          <SelectField name="reason" label="理由" options={reasons} defaultValue="" required />
        </ConfirmPanel>
      </div>
    );
  },
);
