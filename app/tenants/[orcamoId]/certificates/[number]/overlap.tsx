import { paths } from "#app/_doors/paths.ts";
import { Section } from "#components/page-frame.tsx";
import { TextLink } from "#components/text-link.tsx";
import { can } from "#lib/access/permissions.ts";
import { overlapEnd } from "#lib/certificates/model.ts";
import type { CertificateDetails } from "#lib/certificates/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { overlapDaysOf } from "#lib/tenants/queries.ts";
import { GenerationTable } from "./generation-table.tsx";

interface OverlapProps {
  readonly scope: Scope;
  readonly certificate: CertificateDetails;
}

/** 以前の世代: whether a terminal has the new certificate yet, and until when the former ones work beside it. */
export async function Overlap({ scope, certificate }: OverlapProps) {
  const { predecessors } = certificate;
  if (predecessors.length === 0) return null;
  const days = await overlapDaysOf(scope);
  const line = [certificate, ...predecessors];
  const rows = predecessors.map((row) => ({ ...row, closesAt: overlapEnd(row, line, days) }));
  const works = predecessors.some(({ status }) => status === "active");
  return (
    <Section title="以前の世代">
      <p>{firstUse(certificate)}</p>
      {works && <p>{end(rows, days)}</p>}
      {works && can(scope.actor, "tenants:overlap") && (
        <p>
          <TextLink href={paths.overlap(scope.tenant.orcamoId)}>以前の証明書の扱いを変更する</TextLink>
        </p>
      )}
      <div className="mt-3">
        <GenerationTable generations={rows} closes={days !== null} />
      </div>
    </Section>
  );
}

function firstUse({ firstUsedAt, status, keyElsewhere }: CertificateDetails): string {
  if (firstUsedAt) return `新しい証明書は、${formatDateTime(firstUsedAt)}に初めて使われました。`;
  if (keyElsewhere && status === "active") return "新しい証明書は、それを作った端末からもまだ使われていません。";
  return status === "active"
    ? "新しい証明書は、まだどの端末からも使われていません。ダウンロードして端末に設定してください。"
    : "新しい証明書は、一度も使われていません。";
}

/** Each ends by the first use of whichever came after it: when, the table says. */
function end(rows: readonly { readonly closesAt: Date | undefined }[], days: number | null): string {
  if (days === null) return "更新前の証明書も、有効期限が切れるか失効するまで使えます。";
  return rows.some(({ closesAt }) => closesAt)
    ? `更新前の証明書は、次の世代が初めて使われてから${days}日後に、自動で失効します。まだ切り替えていない端末がないか確認してください。`
    : `更新前の証明書も使えます。新しい証明書が初めて使われてから${days}日後に、自動で失効します。`;
}
