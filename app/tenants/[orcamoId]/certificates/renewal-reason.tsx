import { renewalReason } from "#lib/renewals/reason-words.ts";

/** Why a renewal was refused, and what to do about it. */
export function RenewalReason({ reason }: { readonly reason: string }) {
  const { what, remedy } = renewalReason(reason);
  return (
    <>
      <span className="block font-700">{what}</span>
      {remedy}
    </>
  );
}
