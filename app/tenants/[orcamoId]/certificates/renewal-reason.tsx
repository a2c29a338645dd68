import type { CertificateKind } from "#lib/certificates/model.ts";
import { renewalReason } from "#lib/renewals/reason-words.ts";

/** Why a renewal was refused, and what to do about it. */
export function RenewalReason({ reason, kind }: { readonly reason: string; readonly kind: CertificateKind }) {
  const { what, remedy } = renewalReason(reason, kind);
  return (
    <>
      <span className="block font-700">{what}</span>
      {remedy}
    </>
  );
}
