import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { certificateInput } from "#lib/certificates/inputs.ts";
import { subjectText } from "#lib/certificates/model.ts";
import { getCertificate } from "#lib/certificates/queries.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { renewCertificateAction } from "../../actions.ts";
import { RenewalFields, renewalQuestion } from "../renewal-fields.tsx";

const title = "証明書更新";
export const metadata = pageTitle(title);

/** The question of the detail page's dialog, for browsers without scripts. */
export default tenantPage(
  {
    permission: "certificates:renew",
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
    if (certificate.renewalRefusal) {
      const reason = refusalSentence(certificate.renewalRefusal, { commonName: certificate.commonName });
      return (
        <div className="mt-4">
          <NoticeBanner tone="error" title={reason} actions={<ButtonLink href={back}>戻る</ButtonLink>} />
        </div>
      );
    }
    return (
      <>
        <p className="mt-4">{subjectText(certificate)}</p>
        <ConfirmPanel message={renewalQuestion} action={renewCertificateAction} cancelHref={back}>
          <RenewalFields orcamoId={orcamoId} number={number} generation={certificate.generation} />
        </ConfirmPanel>
      </>
    );
  },
);
