import { DescriptionList } from "#components/description-list.tsx";
import { kindLabels } from "#lib/certificates/model.ts";
import { daysBetween, formatDate } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { RenewalStatus } from "#lib/renewals/status.ts";

interface CertificateAtHandProps {
  readonly scope: Scope;
  readonly status: RenewalStatus;
}

/** The one that was chosen in the browser's picker: with several of one name, which it is must be seen. */
export function CertificateAtHand({ scope, status: { subject, kind, notAfter } }: CertificateAtHandProps) {
  const days = daysBetween(scope.clock.now(), notAfter);
  return (
    <div className="mt-4">
      <DescriptionList
        items={[
          { term: "お使いの証明書", value: subject },
          { term: "種別", value: kindLabels[kind] },
          { term: "有効期限", value: `${formatDate(notAfter)}（あと${days}日）` },
        ]}
      />
    </div>
  );
}
