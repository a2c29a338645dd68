import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { Section } from "#components/page-frame.tsx";
import { certificateInput, certificateListInput } from "#lib/certificates/inputs.ts";
import { getCertificate } from "#lib/certificates/queries.ts";
import { listQuery } from "../list-query.ts";
import { CertificateButtons } from "./certificate-buttons.tsx";
import { CertificateFields } from "./certificate-fields.tsx";
import { GenerationTable } from "./generation-table.tsx";

const title = "申請済証明書詳細";
/** The list that one came from travels along, for the way back. */
const input = certificateListInput.extend(certificateInput.shape);
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "certificates:read", input, title, path: () => [{ label: title }], tab: "certificates" },
  async (scope, { number, ...list }) => {
    const certificate = await getCertificate(scope, number);
    return (
      <div className="mt-6">
        <CertificateFields scope={scope} certificate={certificate} />
        <CertificateButtons
          scope={scope}
          certificate={certificate}
          listHref={paths.certificates(scope.tenant.orcamoId, listQuery(list))}
        />
        {certificate.predecessors.length > 0 && (
          <Section title="以前の世代">
            <p className="mb-3">更新前の証明書も、有効期限が切れるか失効するまで使えます。</p>
            <GenerationTable generations={certificate.predecessors} />
          </Section>
        )}
      </div>
    );
  },
);
