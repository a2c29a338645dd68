import { createHash, randomBytes } from "node:crypto";
import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { currentPeer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpIdInput } from "./inputs.ts";
import { linkMinutes } from "./model.ts";

/**
 * For `paths.dumpFile`: a link for an hour, that opens for this session over this certificate alone. Each one is an entry of
 * the log: the file behind it is all of a clinic's data.
 * @throws Refusal NOT_FOUND, DUMP_NOT_DONE; NOT_PERMITTED without a session
 */
export async function openDumpLink(scope: Scope, { id }: DumpIdInput): Promise<{ token: string; fileName: string }> {
  permit(scope, "databases:download-dump");
  const { actor, tenant, clock } = scope;
  const thumbprint = peerThumbprint();
  if (!actor.sessionId || !thumbprint) throw new Refusal("NOT_PERMITTED");
  const { sessionId } = actor;
  return inTransaction(scope, async (inner) => {
    const dump = await inner.db.databaseDump.findUnique({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      select: { state: true, fileName: true, kind: true, size: true, sha256: true },
    });
    if (!dump || dump.state === "removed") throw new Refusal("NOT_FOUND", { id });
    if (dump.state !== "done") throw new Refusal("DUMP_NOT_DONE");
    const token = randomBytes(32).toString("base64url");
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + linkMinutes * 60_000);
    await inner.db.dumpLink.create({
      data: { tenantId: tenant.id, dumpId: id, tokenHash: hashOf(token), sessionId, thumbprint, createdAt, expiresAt },
      select: { id: true },
    });
    const facts = { kind: dump.kind, bytes: Number(dump.size), sha256: dump.sha256 };
    await recordAudit(inner, { action: "dumps:download", target: dump.fileName, facts });
    return { token, fileName: dump.fileName };
  });
}

/** What the database has of a link: who reads it cannot download. */
export function hashOf(token: string): Buffer<ArrayBuffer> {
  return createHash("sha256").update(token).digest() as Buffer<ArrayBuffer>;
}

export function peerThumbprint(): string | undefined {
  const certificate = currentPeer()?.certificate;
  return certificate?.state === "valid" ? certificate.thumbprint : undefined;
}
