import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { RevokeInput } from "./inputs.ts";
import { lockLine } from "./issue.ts";
import { subjectText } from "./model.ts";
import { revokeUsable } from "./revoke-usable.ts";

/**
 * 失効: every generation of the line that could still be used, since what is lost or stolen is the terminal. Its
 * sessions end in the same transaction; the edge asks the database on every request; the list is signed anew.
 * The certificate of the person's own session is refused: nobody should lock themselves out by a slip.
 * @throws Refusal NOT_FOUND, CERTIFICATE_IN_USE
 */
export async function revokeCertificate(scope: Scope, input: RevokeInput): Promise<void> {
  permit(scope, "certificates:revoke");
  await inTransaction(scope, async (inner) => {
    const line = await inner.db.certificateLine.findUnique({ where: { number: input.number } });
    if (!line) throw new Refusal("NOT_FOUND", { number: input.number });
    await lockLine(inner, line.id);
    const usable = await revokeUsable(inner, { lineId: line.id }, input.reason);
    const [first] = usable;
    if (!first) return;
    // Thrown, it undoes what was done.
    if (usable.some((certificate) => certificate.id === scope.actor.certificate?.id)) throw new Refusal("CERTIFICATE_IN_USE");
    await recordAudit(inner, {
      action: "certificates:revoke",
      target: subjectText(first),
      facts: { reason: input.reason, serials: usable.map((certificate) => certificate.serial).join(" ") },
    });
  });
}
