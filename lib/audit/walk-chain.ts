import type { Scope } from "../platform/scope.ts";
import { type ChainedEntry, chainHash, chainStart } from "./chain.ts";
import type { Verdict } from "./model.ts";

export interface Walk {
  /** How many entries from the first one on are as they were written. */
  readonly entries: bigint;
  readonly fault?: Verdict;
}

/**
 * Computes the chain of the scope's organisation again, in batches. Entries are written meanwhile: the head is read
 * after the entries, so that it is never older than they are, and what came in between is read then.
 */
export async function walkChain(scope: Scope): Promise<Walk> {
  let link: Link = { sequence: 0n, hash: chainStart };
  for (;;) {
    const walked = await walkOn(scope, link);
    link = walked.link;
    if (walked.fault) return { entries: link.sequence, fault: walked.fault };
    const head = await scope.db.auditHead.findUnique({ where: { tenantId: scope.tenant.id } });
    // Without a head nobody knows where the log ended.
    if (!head) return { entries: link.sequence, fault: { state: "tail-missing", entry: link.sequence + 1n, knownBy: "head" } };
    if (head.sequence < link.sequence) {
      return { entries: head.sequence, fault: { state: "altered", entry: head.sequence + 1n, how: "beyond-head" } };
    }
    if (head.sequence === link.sequence) {
      const same = Buffer.compare(Buffer.from(head.hash), Buffer.from(link.hash)) === 0;
      return same ? { entries: link.sequence } : { entries: link.sequence - 1n, fault: altered(link.sequence, "hash") };
    }
    const more = await scope.db.auditEntry.findFirst({ where: { sequence: { gt: link.sequence } }, select: { sequence: true } });
    if (!more) return { entries: link.sequence, fault: { state: "tail-missing", entry: link.sequence + 1n, knownBy: "head" } };
  }
}

interface Link {
  readonly sequence: bigint;
  readonly hash: Uint8Array;
}

const batch = 500;

async function walkOn(scope: Scope, from: Link): Promise<{ link: Link; fault?: Verdict }> {
  let link = from;
  for (;;) {
    const rows = await readEntries(scope, link.sequence, batch);
    // The last one is read again: a second entry of its number would lie between two batches.
    const [again, ...next] = link.sequence === 0n ? [undefined, ...rows] : rows;
    if (link.sequence > 0n && again?.sequence !== link.sequence) return { link, fault: altered(link.sequence, "missing") };
    for (const row of next) {
      if (!row) continue;
      const fault = checkLink(row, link);
      if (fault) return { link, fault };
      link = row;
    }
    if (rows.length < batch) return { link };
  }
}

function readEntries(scope: Scope, from: bigint, take: number): Promise<StoredEntry[]> {
  // From the very first on also what bears a number below 1, which none has.
  const where = from === 0n ? {} : { sequence: { gte: from } };
  return scope.db.auditEntry.findMany({ where, orderBy: { sequence: "asc" }, take });
}

interface StoredEntry extends ChainedEntry {
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

function checkLink(row: StoredEntry, before: Link): Verdict | undefined {
  const expected = before.sequence + 1n;
  if (row.sequence <= before.sequence) return altered(row.sequence, "twice");
  if (row.sequence > expected) return altered(expected, "missing");
  const whole = chainHash(row, before.hash).equals(row.hash) && Buffer.from(before.hash).equals(row.previousHash);
  return whole ? undefined : altered(expected, "hash");
}

function altered(entry: bigint, how: "hash" | "missing" | "twice" | "beyond-head"): Verdict {
  return { state: "altered", entry, how };
}
