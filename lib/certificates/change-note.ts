import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { NoteInput } from "./inputs.ts";
import { subjectText } from "./model.ts";

/** 備考 belongs to the line of certificates and survives renewals. @throws Refusal NOT_FOUND */
export async function changeNote(scope: Scope, input: NoteInput): Promise<void> {
  permit(scope, "certificates:note");
  await inTransaction(scope, async (inner) => {
    const line = await inner.db.certificateLine.findUnique({ where: { number: input.number } });
    if (!line) throw new Refusal("NOT_FOUND", { number: input.number });
    if (line.note === input.note) return;
    await inner.db.certificateLine.update({ where: { id: line.id }, data: { note: input.note } });
    await recordAudit(inner, {
      action: "certificates:change-note",
      target: subjectText({ commonName: `${line.kind}${line.number}`, organization: inner.tenant.orcamoId }),
      facts: { before: line.note, after: input.note },
    });
  });
}
