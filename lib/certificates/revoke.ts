import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { RevokeInput } from "./inputs.ts";
import { lockLine } from "./issue.ts";
import { subjectText } from "./model.ts";

/**
 * 失効: every generation of the line that could still be used, since what is lost or stolen is the terminal. Its
 * sessions end in the same transaction; the edge asks the database on every request; the list is signed anew.
 * The certificate of the person's own session is refused: nobody should lock themselves out by a slip.
 * @throws Refusal NOT_FOUND, CERTIFICATE_IN_USE
 */
export async function revokeCertificate(scope: Scope, input: RevokeInput): Promise<void> {
  permit(scope, "certificates:revoke");
  await inTransaction(scope, async (inner) => {
    const { db } = inner;
    const line = await db.certificateLine.findUnique({ where: { number: input.number } });
    if (!line) throw new Refusal("NOT_FOUND", { number: input.number });
    await lockLine(inner, line.id);
    const usable = await db.certificate.findMany({ where: { lineId: line.id, state: { in: ["active", "requested"] } } });
    const [newest] = usable;
    if (!newest) return;
    if (usable.some((certificate) => certificate.id === scope.actor.certificate?.id)) throw new Refusal("CERTIFICATE_IN_USE");
    const now = scope.clock.now();
    const ids = usable.map((certificate) => certificate.id);
    await db.certificate.updateMany({ where: { id: { in: ids }, state: "requested" }, data: { state: "rejected" } });
    await db.certificate.updateMany({
      where: { id: { in: ids }, state: "active" },
      data: { state: "revoked", revokedAt: now, revocationReason: input.reason },
    });
    await db.session.updateMany({
      where: { certificateId: { in: ids }, endedAt: null },
      data: { endedAt: now, endReason: "certificate-revoked" },
    });
    await enqueue(inner, "revocation-list", { shard: newest.crlShard });
    await recordAudit(inner, {
      action: "certificates:revoke",
      target: subjectText(newest),
      facts: { reason: input.reason, serials: usable.map((certificate) => certificate.serial).join(" ") },
    });
  });
}
