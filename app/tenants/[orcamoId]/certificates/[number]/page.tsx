import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { Section } from "#components/page-frame.tsx";
import { certificateInput, certificateListInput } from "#lib/certificates/inputs.ts";
import { getCertificate } from "#lib/certificates/queries.ts";
import { listAttempts } from "#lib/renewals/queries.ts";
import { listQuery } from "../list-query.ts";
import { AttemptTable } from "./attempt-table.tsx";
import { CertificateButtons } from "./certificate-buttons.tsx";
import { CertificateFields } from "./certificate-fields.tsx";
import { Overlap } from "./overlap.tsx";

const title = "申請済証明書詳細";
/** The list that one came from travels along, for the way back. */
const input = certificateListInput.extend(certificateInput.shape);
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "certificates:read", input, title, path: () => [{ label: title }], tab: "certificates" },
  async (scope, { number, ...list }) => {
    const certificate = await getCertificate(scope, number);
    const attempts = await listAttempts(scope, number);
    return (
      <div className="mt-6">
        <CertificateFields scope={scope} certificate={certificate} />
        <CertificateButtons
          scope={scope}
          certificate={certificate}
          listHref={paths.certificates(scope.tenant.orcamoId, listQuery(list))}
        />
        <Overlap scope={scope} certificate={certificate} />
        {attempts.length > 0 && (
          <Section title="更新の記録">
            <p className="mb-3">
              連携ソフトや端末が、この証明書を使って更新しようとした記録です。新しいものから{attempts.length}件を表示します。
            </p>
            <AttemptTable attempts={attempts} kind={certificate.kind} />
          </Section>
        )}
      </div>
    );
  },
);
