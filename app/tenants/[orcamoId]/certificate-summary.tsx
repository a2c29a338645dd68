import { paths } from "#app/_doors/paths.ts";
import { ExpirySummary } from "#components/expiry-summary.tsx";
import { reminderDays } from "#lib/certificates/model.ts";
import { countExpiries } from "#lib/certificates/queries.ts";
import { formatDate } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** How the tenant's certificates stand; each number leads to its list. */
export async function CertificateSummary({ scope }: { readonly scope: Scope }) {
  const { active, ending, expired } = await countExpiries(scope);
  const { orcamoId } = scope.tenant;
  const soon = formatDate(new Date(scope.clock.now().getTime() + reminderDays * 86_400_000));
  return (
    <ExpirySummary
      counts={[
        { key: "ok", label: "利用中", count: active, href: paths.certificates(orcamoId) },
        {
          key: "soon",
          label: `${reminderDays}日以内に期限切れ`,
          count: ending,
          href: paths.certificates(orcamoId, { to: soon }),
        },
        { key: "expired", label: "期限切れ", count: expired, href: paths.certificates(orcamoId, { status: "expired" }) },
      ]}
    />
  );
}
