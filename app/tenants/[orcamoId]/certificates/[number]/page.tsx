import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { Section } from "#components/page-frame.tsx";
import { certificateInput } from "#lib/certificates/inputs.ts";
import { getCertificate } from "#lib/certificates/queries.ts";
import { CertificateButtons } from "./certificate-buttons.tsx";
import { CertificateFields } from "./certificate-fields.tsx";
import { GenerationTable } from "./generation-table.tsx";

const title = "申請済証明書詳細";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "certificates:read", input: certificateInput, title, path: () => [{ label: title }], tab: "certificates" },
  async (scope, { number }) => {
    const certificate = await getCertificate(scope, number);
    return (
      <div className="mt-6">
        <CertificateFields scope={scope} certificate={certificate} />
        <CertificateButtons scope={scope} certificate={certificate} />
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
