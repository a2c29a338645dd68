import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { EncryptionInput } from "./inputs.ts";
import { subjectText } from "./model.ts";

/** The sort of p12 that programs fetch when they renew; it belongs to the line and survives renewals. @throws Refusal NOT_FOUND */
export async function changeEncryption(scope: Scope, { number, encryption }: EncryptionInput): Promise<void> {
  permit(scope, "certificates:encryption");
  await inTransaction(scope, async (inner) => {
    const line = await inner.db.certificateLine.findUnique({ where: { number } });
    if (!line) throw new Refusal("NOT_FOUND", { number });
    if (line.encryption === encryption) return;
    await inner.db.certificateLine.update({ where: { id: line.id }, data: { encryption }, select: { id: true } });
    await recordAudit(inner, {
      action: "certificates:change-encryption",
      target: subjectText({ commonName: `${line.kind}${number}`, organization: inner.tenant.orcamoId }),
      facts: { "encryption.before": line.encryption, "encryption.after": encryption },
    });
  });
}
