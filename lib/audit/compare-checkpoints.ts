import { systemPool } from "../platform/system-db.ts";
import { type Checkpoint, CheckpointError, checkpointsForward, type Head } from "./checkpoint-files.ts";
import type { Evidence } from "./model.ts";

export interface Comparison {
  /** How many checkpoints were read and found in order. */
  readonly checkpoints: number;
  readonly error: CheckpointError | undefined;
  /** @param tenantId of an organisation; one that no checkpoint names has empty evidence. */
  evidenceOf(tenantId: string): Evidence;
}

/**
 * Reads every checkpoint from the first to the last and holds each head to the entry of its number, of all organisations
 * or of one. Hours and years of them: one file is in memory at a time, and what did not move is not asked for again.
 */
export async function compareCheckpoints(directory: string, tenantId?: string): Promise<Comparison> {
  const known = new Map<string, Known>();
  let checkpoints = 0;
  let error: CheckpointError | undefined;
  try {
    for await (const checkpoint of checkpointsForward(directory)) {
      await compare(checkpoint, known, tenantId);
      checkpoints++;
    }
  } catch (caught) {
    if (!(caught instanceof CheckpointError)) throw caught;
    error = caught;
  }
  return { checkpoints, error, evidenceOf: (id) => ({ ...known.get(id)?.evidence, fault: error?.fault }) };
}

interface Known {
  readonly head: Head;
  readonly evidence: Evidence;
}

async function compare({ statement, heads }: Checkpoint, known: Map<string, Known>, tenantId?: string): Promise<void> {
  const moved = heads.filter(
    (head) => (tenantId ? head.tenantId === tenantId : true) && !isSame(head, known.get(head.tenantId)?.head),
  );
  const hashes = await hashesAt(moved);
  for (const [index, head] of moved.entries()) {
    const { sequence } = head;
    const there = hashes[index];
    const before = known.get(head.tenantId)?.evidence.broken;
    const broken = before ?? (there === head.hash ? undefined : ({ sequence, how: there ? "different" : "missing" } as const));
    const checkpoint = { number: statement.number, at: new Date(statement.at), sequence };
    known.set(head.tenantId, { head, evidence: { checkpoint, broken } });
  }
}

function isSame(head: Head, other: Head | undefined): boolean {
  return other?.sequence === head.sequence && other.hash === head.hash;
}

/** The hashes of entries in the order of the heads; undefined where none lies. */
async function hashesAt(heads: readonly Head[]): Promise<(string | null)[]> {
  if (heads.length === 0) return [];
  const { rows } = await systemPool().query<{ hash: string | null }>(
    `SELECT encode(e.hash, 'hex') AS hash FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS h("tenantId", sequence, at)
     LEFT JOIN audit_entries e ON e."tenantId" = h."tenantId" AND e.sequence = h.sequence ORDER BY h.at`,
    [heads.map((head) => head.tenantId), heads.map((head) => String(head.sequence))],
  );
  return rows.map(({ hash }) => hash);
}
