import { permit } from "../access/permissions.ts";
import { inTransaction } from "../platform/db.ts";
import { env } from "../platform/env.ts";
import type { Scope } from "../platform/scope.ts";
import { type ChainedEntry, chainStart, entryText } from "./chain.ts";
import { CheckpointError, headLine, readTrustedKey } from "./checkpoint-files.ts";
import { findHead } from "./find-head.ts";
import { merklePath } from "./merkle.ts";
import { recordAudit } from "./record.ts";

/**
 * The whole log for auditors, as JSON Lines: a header, each entry in the very text that was hashed, the head, and the
 * latest checkpoint with the path from this organisation's head to what was signed (the others' heads are hashes there).
 * Made so that lib/audit/verify-script.ts checks it with sha256sum and openssl. Recorded first: the export is its own
 * last entry. Entries are read in batches while they are sent.
 */
export async function exportLog(scope: Scope): Promise<AsyncIterable<string>> {
  permit(scope, "tenant-log:read");
  const head = await inTransaction(scope, async (inner) => {
    await recordAudit(inner, { action: "audit:export", target: inner.tenant.orcamoId });
    return inner.db.auditHead.findUniqueOrThrow({ where: { tenantId: inner.tenant.id } });
  });
  return lines(scope, { sequence: head.sequence, hash: hex(head.hash) }, await proofLine(scope));
}

interface End {
  readonly sequence: bigint;
  readonly hash: string;
}

async function* lines(scope: Scope, end: End, proof: string): AsyncGenerator<string> {
  const { id: tenantId, orcamoId, name } = scope.tenant;
  const exportedAt = scope.clock.now().toISOString();
  const hashed = "hash = SHA-256(previousHash as 32 bytes, entry as UTF-8 bytes exactly as it stands here)";
  const start = hex(chainStart);
  yield `${JSON.stringify({ format: "orcamo-tenant-log-1", orcamoId, name, tenantId, exportedAt, chainStart: start, hashed })}\n`;
  for (let last = 0n; last < end.sequence; ) {
    const where = { sequence: { gt: last, lte: end.sequence } };
    const rows = await scope.db.auditEntry.findMany({ where, orderBy: { sequence: "asc" }, take: 500 });
    if (rows.length > 0) yield rows.map(entryLine).join("");
    // What is missing in the database is missing in the file, and whoever verifies finds it.
    last = rows.at(-1)?.sequence ?? end.sequence;
  }
  yield `${JSON.stringify({ head: { sequence: String(end.sequence), hash: end.hash } })}\n${proof}\n`;
}

interface StoredEntry extends ChainedEntry {
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

function entryLine(row: StoredEntry): string {
  return `{"previousHash":"${hex(row.previousHash)}","hash":"${hex(row.hash)}","entry":${entryText(row)}}\n`;
}

/** `{"checkpoint":null}` as long as none names this organisation, or when the files prove nothing any more. */
async function proofLine(scope: Scope): Promise<string> {
  const proof = await findProof(scope).catch((error: unknown) => {
    if (error instanceof CheckpointError) return null;
    throw error;
  });
  return JSON.stringify({ checkpoint: proof });
}

async function findProof(scope: Scope) {
  const directory = env().checkpointDir;
  const found = await findHead(directory, scope.tenant.id);
  if (!found) return null;
  const { checkpoint, head, index } = found;
  return {
    number: checkpoint.statement.number,
    at: checkpoint.statement.at,
    leaf: headLine(head),
    path: merklePath(checkpoint.heads.map(headLine), index).join(" "),
    statement: checkpoint.statementBytes.toString("base64"),
    signature: checkpoint.signature.toString("base64"),
    publicKey: Buffer.from(await readTrustedKey(directory)).toString("base64"),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
