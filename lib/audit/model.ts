/** What is wrong with the files of the checkpoints themselves. */
export type CheckpointFault = "key" | "signature" | "statement" | "heads" | "previous" | "number" | "gone";

/** One of four is true; `entry` is the number of the first entry where it shows. */
export type Verdict =
  | { readonly state: "whole" }
  | { readonly state: "altered"; readonly entry: bigint; readonly how: "hash" | "missing" | "twice" | "beyond-head" }
  | { readonly state: "tail-missing"; readonly entry: bigint; readonly knownBy: "head" | "checkpoint" }
  | { readonly state: "checkpoint-mismatch"; readonly entry?: bigint; readonly fault?: CheckpointFault };

export interface Verification {
  readonly verdict: Verdict;
  /** How many entries were read and found whole, from the first one on. */
  readonly entries: bigint;
  /** What stands outside of the database; undefined when no checkpoint names this organisation yet. */
  readonly checkpoint: CheckpointMark | undefined;
}

export interface CheckpointMark {
  readonly number: number;
  readonly at: Date;
  /** The last entry that it covers. */
  readonly sequence: bigint;
}

/** What the checkpoints say of one organisation's log. */
export interface Evidence {
  readonly checkpoint?: CheckpointMark | undefined;
  /** The first signed head that is not in the log as it is now. */
  readonly broken?: { readonly sequence: bigint; readonly how: "missing" | "different" } | undefined;
  /** The files themselves prove nothing. */
  readonly fault?: CheckpointFault | undefined;
}
