import { permit } from "../access/permissions.ts";
import { hasCheckpointKey } from "../authority/checkpoint-key.ts";
import { env } from "../platform/env.ts";
import { once } from "../platform/once.ts";
import type { Scope } from "../platform/scope.ts";
import { CheckpointError, checkpointsBackward } from "./checkpoint-files.ts";
import { findHead } from "./find-head.ts";
import type { Evidence, Verdict, Verification } from "./model.ts";
import { walkChain } from "./walk-chain.ts";

/**
 * Computes the whole chain again and holds it to the latest checkpoint that names this organisation. That one is
 * enough: its writer signs no head that does not continue the one before. `portal audit verify` reads all of them.
 * A hundred thousand entries took 10 seconds: who asks again meanwhile (a reload, another auditor) waits for the same.
 */
export async function verifyLog(scope: Scope, directory: string = env().checkpointDir): Promise<Verification> {
  permit(scope, "tenant-log:read");
  const running = once("verifications", () => new Map<string, Promise<Verification>>());
  const key = `${scope.tenant.id} ${directory}`;
  const joined = running.get(key);
  if (joined) return joined;
  const begun = latestEvidence(scope, directory).then((evidence) => verifyWith(scope, evidence));
  running.set(key, begun);
  return begun.finally(() => running.delete(key));
}

/** The same with evidence that the caller has gathered. What is wrong in the log itself is told first: it names the entry. */
export async function verifyWith(scope: Scope, evidence: Evidence): Promise<Verification> {
  permit(scope, "tenant-log:read");
  const { entries, fault } = await walkChain(scope);
  return { verdict: fault ?? judge(evidence, entries), entries, checkpoint: evidence.checkpoint };
}

function judge({ fault, broken }: Evidence, entries: bigint): Verdict {
  if (fault) return { state: "checkpoint-mismatch", fault };
  if (broken?.how === "missing") return { state: "tail-missing", entry: entries + 1n, knownBy: "checkpoint" };
  if (broken) return { state: "checkpoint-mismatch", entry: broken.sequence };
  return { state: "whole" };
}

async function latestEvidence(scope: Scope, directory: string): Promise<Evidence> {
  try {
    const found = await findHead(directory, scope.tenant.id);
    if (!found) return (await checkpointsGone(directory)) ? { fault: "gone" } : {};
    const { number, at } = found.checkpoint.statement;
    const { sequence, hash } = found.head;
    const entry = await scope.db.auditEntry.findFirst({ where: { sequence }, select: { hash: true } });
    const same = entry && Buffer.from(entry.hash).toString("hex") === hash;
    return {
      checkpoint: { number, at: new Date(at), sequence },
      broken: same ? undefined : { sequence, how: entry ? "different" : "missing" },
    };
  } catch (error) {
    if (error instanceof CheckpointError) return { fault: error.fault };
    throw error;
  }
}

/** A key without any checkpoint: somebody took them away. */
export async function checkpointsGone(directory: string): Promise<boolean> {
  const { done } = await checkpointsBackward(directory).next();
  return done === true && hasCheckpointKey();
}
