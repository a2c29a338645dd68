import { permit } from "../access/permissions.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { importPhases } from "../imports/model.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { removeStored } from "../storage/sealed-file.ts";
import type { UploadInput } from "./inputs.ts";
import { loadUpload } from "./load.ts";

/**
 * 取り消し, of one's own or of another's: the file is gone at once, since its key is. Twice is as good as once.
 * @throws Refusal NOT_FOUND, IMPORT_RUNNING while an import is to read it
 */
export async function removeUpload(scope: Scope, { id }: UploadInput): Promise<void> {
  permit(scope, "databases:upload");
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const row = await loadUpload(inner, id);
    if (row.state === "removed") return;
    const waiting = await inner.db.databaseImport.count({ where: { uploadId: id, state: { in: [...importPhases] } } });
    if (waiting > 0) throw new Refusal("IMPORT_RUNNING");
    await inner.db.upload.update({
      where: { id },
      data: { state: "removed", keyEnvelope: null, version: { increment: 2 } },
      select: { id: true },
    });
    const facts = { id, "state.before": row.state, "state.after": "removed" };
    await recordAudit(inner, { action: "uploads:remove", target: row.fileName, facts });
  });
  // After the commit: a file without its row would be lost, a row without its file is swept.
  await removeStored({ folder: "uploads", id });
}
