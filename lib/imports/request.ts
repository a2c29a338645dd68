import { permit } from "../access/permissions.ts";
import { canonicalJson } from "../audit/canonical-json.ts";
import { lockChain, recordAudit } from "../audit/record.ts";

import { inTransaction } from "../platform/db.ts";
import { derivedId } from "../platform/derived-id.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { hasTenantServer } from "../postgres/tenant-server.ts";
import { verifiedKeepDays } from "../uploads/model.ts";
import { getUpload, type UploadView } from "../uploads/queries.ts";
import type { RequestImportInput } from "./inputs.ts";
import { type ImportKind, importPhases, isQuiet } from "./model.ts";

/**
 * テストインポート, 本番インポート, or its reservation: the worker does it. The same form sent twice makes one.
 * @throws Refusal IMPORT_NAME_WRONG, IMPORT_TIME_PAST, IMPORT_TIME_DAY, IMPORT_TIME_FAR, IMPORT_RUNNING, IMPORT_SCHEDULED,
 *   NOT_FOUND, UPLOAD_GONE, UPLOAD_NOT_WHOLE, DATABASES_OFF, DATABASE_NOT_READY
 */
export async function requestImport(scope: Scope, input: RequestImportInput): Promise<{ id: string }> {
  permit(scope, input.kind === "live" ? "databases:import" : "databases:test-import");
  const { requestId, uploadId, kind } = input;
  const { orcamoId } = scope.tenant;
  const scheduledFor = kind === "live" ? (input.scheduledFor ?? null) : null;
  if (kind === "live") requireName(scope, input.tenantName);
  const id = derivedId(canonicalJson({ what: "import", requestId, orcamoId, user: scope.actor.user?.id ?? "system" }));
  await inTransaction(scope, async (inner) => {
    // Of two at once the second one finds the first.
    await lockChain(inner);
    if ((await inner.db.databaseImport.count({ where: { id } })) > 0) return;
    if (scheduledFor) requireHour(scheduledFor, scope.clock.now());
    await requireDatabase(inner);
    const upload = await requireUpload(inner, uploadId);
    await requireFree(inner, scheduledFor);
    await addRow(inner, { id, kind, upload, scheduledFor, input });
    if (!scheduledFor) await enqueue(inner, "run-import", { orcamoId, id }, { singletonKey: id });
  });
  return { id };
}

/** As it is shown: what the keyboard made wide or narrow is the same. The command line names the clinic by its ORCAMO ID. */
function requireName({ actor, tenant }: Scope, typed: string | undefined): void {
  if (actor.standing === "system" && typed === undefined) return;
  const plain = (text: string) => text.normalize("NFKC").trim();
  if (plain(typed ?? "") !== plain(tenant.name)) throw new Refusal("IMPORT_NAME_WRONG");
}

/** By night, and before a file would be old. */
function requireHour(scheduledFor: Date, now: Date): void {
  if (scheduledFor <= now) throw new Refusal("IMPORT_TIME_PAST");
  if (!isQuiet(scheduledFor)) throw new Refusal("IMPORT_TIME_DAY");
  if (scheduledFor.getTime() > now.getTime() + verifiedKeepDays * 86_400_000) throw new Refusal("IMPORT_TIME_FAR");
}

async function requireDatabase({ db, tenant }: Scope): Promise<void> {
  if (!hasTenantServer()) throw new Refusal("DATABASES_OFF");
  const database = await db.tenantDatabase.findUnique({ where: { tenantId: tenant.id }, select: { readyAt: true } });
  if (!database?.readyAt) throw new Refusal("DATABASE_NOT_READY");
}

async function requireUpload(inner: Scope, id: string): Promise<UploadView> {
  const upload = await getUpload(inner, id);
  if (upload.state === "removed" || upload.state === "failed") throw new Refusal("UPLOAD_GONE");
  if (upload.state !== "verified") throw new Refusal("UPLOAD_NOT_WHOLE");
  return upload;
}

/** One that runs, and beside it one that waits for its hour: the indexes of the table hold the same. */
async function requireFree({ db }: Scope, scheduledFor: Date | null): Promise<void> {
  const open = await db.databaseImport.findMany({
    where: { state: { in: [...importPhases] } },
    select: { state: true, scheduledFor: true },
  });
  const reserved = open.filter((row) => row.state === "waiting" && row.scheduledFor);
  if (scheduledFor && reserved.length > 0) throw new Refusal("IMPORT_SCHEDULED");
  if (!scheduledFor && open.length > reserved.length) throw new Refusal("IMPORT_RUNNING");
}

interface NewImport {
  readonly id: string;
  readonly kind: ImportKind;
  readonly upload: UploadView;
  readonly scheduledFor: Date | null;
  readonly input: RequestImportInput;
}

async function addRow(inner: Scope, { id, kind, upload, scheduledFor, input }: NewImport): Promise<void> {
  const { actor, tenant, clock } = inner;
  const { fileName, sha256, size } = upload;
  await inner.db.databaseImport.create({
    data: {
      ...{ id, tenantId: tenant.id, kind, uploadId: upload.id, fileName, sha256, scheduledFor },
      bytes: size === null ? null : BigInt(size),
      userId: actor.user?.id ?? null,
      loginId: actor.user?.loginId ?? "システム",
      statedVersion: input.statedVersion ?? null,
      keepStaging: kind === "test" && input.keepStaging === true,
      createdAt: clock.now(),
    },
    select: { id: true },
  });
  const facts = { id, kind, sha256, bytes: size, ...(scheduledFor && { scheduledFor: scheduledFor.toISOString() }) };
  await recordAudit(inner, { action: "imports:request", target: fileName, facts });
}
