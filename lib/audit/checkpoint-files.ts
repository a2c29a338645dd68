import { createHash, createPublicKey, verify } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { knownCheckpointKey } from "../authority/checkpoint-key.ts";
import { merkleRoot } from "./merkle.ts";
import type { CheckpointFault } from "./model.ts";

/** Where a tenant's chain stood. */
export interface Head {
  readonly tenantId: string;
  readonly sequence: bigint;
  /** Hex. */
  readonly hash: string;
}

export interface Checkpoint {
  readonly statement: Statement;
  readonly heads: readonly Head[];
  /** SHA-256 of the statement, hex: the next one names it. */
  readonly digest: string;
  readonly statementBytes: Buffer;
  readonly signature: Buffer;
}

export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly fault: CheckpointFault;

  constructor(fault: CheckpointFault, file: string) {
    super(`${file}: ${faultWords[fault]}`);
    this.fault = fault;
  }
}

/** What is signed: `root` stands for all lines of the `.heads` file, `previous` for all checkpoints before. */
const statementSchema = z.object({
  format: z.literal("orcamo-checkpoint-1"),
  number: z.number().int().positive(),
  at: z.iso.datetime(),
  previous: z.string().nullable(),
  /** All heads are in it; else those that changed since the one before. */
  full: z.boolean(),
  root: z.string(),
  key: z.uuid(),
});

export type Statement = z.infer<typeof statementSchema>;

/** A line of a `.heads` file, and the leaf that is hashed into the root. */
export function headLine({ tenantId, sequence, hash }: Head): string {
  return `head ${tenantId} ${sequence} ${hash}`;
}

export function pemName(keyId: string): string {
  return `checkpoint-key-${keyId}.pem`;
}

export interface CheckpointDirectory {
  /** Paths without ending of the signed checkpoints, by number. */
  readonly signed: readonly string[];
  /** The highest number that any file bears: one that was interrupted is not used again. */
  readonly lastNumber: number;
  /** File names of the keys; one, unless somebody added another. */
  readonly keys: readonly string[];
}

/** What is there, by the names alone. A checkpoint without a signature was interrupted, and is none. */
export async function listCheckpoints(directory: string): Promise<CheckpointDirectory> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const numbered = names.filter((name) => /^\d{8}-\d{8}T\d{6}Z\.(?:json|sig|heads)$/.test(name)).sort();
  const signed = numbered.filter((name) => name.endsWith(".sig")).map((name) => name.slice(0, -".sig".length));
  return {
    signed: signed.map((name) => path.join(directory, name)),
    lastNumber: Number(numbered.at(-1)?.slice(0, 8) ?? 0),
    keys: names.filter((name) => /^checkpoint-key-.*\.pem$/.test(name)),
  };
}

/**
 * The key that the checkpoints of a directory must be signed with: the one file that lies there. It is the outside
 * that is trusted; the database must agree.
 * @throws CheckpointError
 */
async function trustedKey(directory: string, { keys }: CheckpointDirectory): Promise<string> {
  const [name, ...others] = keys;
  if (!name || others.length > 0) throw new CheckpointError("key", directory);
  const pem = await readFile(path.join(directory, name), "utf8");
  const known = await knownCheckpointKey(/^checkpoint-key-([0-9a-f-]{36})\.pem$/.exec(name)?.[1] ?? unknownId);
  if (known !== pem) throw new CheckpointError("key", name);
  return pem;
}

/** The same for who has not listed the directory. @throws CheckpointError */
export async function readTrustedKey(directory: string): Promise<string> {
  return trustedKey(directory, await listCheckpoints(directory));
}

/** One checkpoint, its signature and its heads verified; undefined when it was interrupted. @throws CheckpointError */
async function readCheckpoint(base: string, publicKeyPem: string): Promise<Checkpoint | undefined> {
  const file = path.basename(base);
  const signature = await readFile(`${base}.sig`);
  // A crash of the machine may leave the name and no bytes.
  if (signature.length === 0) return undefined;
  const statementBytes = await readFile(`${base}.json`).catch(() => undefined);
  if (!statementBytes) throw new CheckpointError("statement", file);
  if (!verify("sha256", statementBytes, createPublicKey(publicKeyPem), signature)) throw new CheckpointError("signature", file);
  const statement = readStatement(statementBytes, file);
  const lines = await readFile(`${base}.heads`, "utf8").catch(() => undefined);
  if (lines === undefined) throw new CheckpointError("heads", file);
  const leaves = lines.split("\n").slice(0, -1);
  if (merkleRoot(leaves) !== statement.root) throw new CheckpointError("heads", file);
  const digest = createHash("sha256").update(statementBytes).digest("hex");
  return { statement, heads: leaves.map(readHead), digest, statementBytes, signature };
}

/** From the first to the last, each held to the one before it; one in memory at a time. @throws CheckpointError */
export async function* checkpointsForward(directory: string): AsyncGenerator<Checkpoint> {
  const listed = await listCheckpoints(directory);
  if (listed.signed.length === 0) return;
  const key = await trustedKey(directory, listed);
  let before: Checkpoint | undefined;
  for (const base of listed.signed) {
    const checkpoint = await readCheckpoint(base, key);
    if (!checkpoint) continue;
    checkOrder(checkpoint, before);
    yield checkpoint;
    before = checkpoint;
  }
}

/** From the last one back, as far as the caller reads. @throws CheckpointError */
export async function* checkpointsBackward(directory: string): AsyncGenerator<Checkpoint> {
  const listed = await listCheckpoints(directory);
  if (listed.signed.length === 0) return;
  const key = await trustedKey(directory, listed);
  let after: Checkpoint | undefined;
  for (const base of listed.signed.toReversed()) {
    const checkpoint = await readCheckpoint(base, key);
    if (!checkpoint) continue;
    if (after) checkOrder(after, checkpoint);
    yield checkpoint;
    after = checkpoint;
  }
}

function checkOrder(checkpoint: Checkpoint, before: Checkpoint | undefined): void {
  const { number, previous } = checkpoint.statement;
  if (before && number <= before.statement.number) throw new CheckpointError("number", String(number));
  if (previous !== (before?.digest ?? null)) throw new CheckpointError("previous", String(number));
}

function readStatement(bytes: Buffer, file: string): Statement {
  const read = statementSchema.safeParse(JSON.parse(bytes.toString("utf8")));
  if (!read.success) throw new CheckpointError("statement", file);
  if (read.data.number !== Number(file.slice(0, 8))) throw new CheckpointError("number", file);
  return read.data;
}

function readHead(line: string): Head {
  const [, tenantId = "", sequence = "", hash = ""] = line.split(" ");
  return { tenantId, sequence: BigInt(sequence), hash };
}

const unknownId = "00000000-0000-0000-0000-000000000000";

const faultWords: Readonly<Record<CheckpointFault, string>> = {
  key: "not exactly one key that the database knows too",
  signature: "the signature does not fit",
  statement: "the statement is missing or not one of ours",
  heads: "the heads are not those that were signed",
  previous: "does not follow the one before it: one is missing or was exchanged",
  number: "the number does not fit",
  gone: "there were checkpoints, and none is there any more",
};
