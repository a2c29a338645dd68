import { checkArchive } from "#lib/archives/check.ts";
import { type ArchiveRules, type ArchiveSummary, type ArchiveVerdict, usualRules } from "#lib/archives/model.ts";

export const rules15: ArchiveRules = { ...usualRules, serverMajor: 15 };

/** The verdict on bytes in memory, handed on in pieces. */
export function checkBytes(bytes: Buffer, rules: ArchiveRules = rules15, pieceSize = 65_536): Promise<ArchiveVerdict> {
  return checkArchive(inPieces(bytes, pieceSize), rules);
}

/** Of an archive that is to be accepted. */
export async function acceptedSummary(bytes: Buffer, rules?: ArchiveRules, pieceSize?: number): Promise<ArchiveSummary> {
  const verdict = await checkBytes(bytes, rules, pieceSize);
  if (verdict.accepted) return verdict.summary;
  throw new Error(`refused: ${verdict.reason} ${JSON.stringify(verdict.facts)}`);
}

export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
