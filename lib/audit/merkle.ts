import { createHash } from "node:crypto";

/**
 * A tree of SHA-256 over texts: one hash stands for all leaves, and a path of hashes proves one of them without showing
 * the others. Leaves and nodes are hashed as different texts, so that none can pass for the other; a node without a
 * neighbour moves up as it is. Hashes are hex, since the path is walked with sha256sum.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return levels(leaves).at(-1)?.[0] ?? sha256("");
}

/** The neighbours from a leaf up to the root: `left:<hash>` stands before the node that was computed, `right:` after it. */
export function merklePath(leaves: readonly string[], index: number): string[] {
  const path: string[] = [];
  let at = index;
  for (const level of levels(leaves)) {
    const neighbour = level[at ^ 1];
    if (neighbour) path.push(`${at % 2 === 0 ? "right" : "left"}:${neighbour}`);
    at >>= 1;
  }
  return path;
}

function levels(leaves: readonly string[]): string[][] {
  const all = [leaves.map(sha256)];
  for (let level = all[0] ?? []; level.length > 1; level = all.at(-1) ?? []) {
    all.push(Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => joined(level[2 * at], level[2 * at + 1])));
  }
  return all;
}

function joined(left = "", right?: string): string {
  return right === undefined ? left : sha256(`node ${left} ${right}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
