import { BadArchive } from "./bad-archive.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ArchiveReason } from "./model.ts";

/** A definition with all its text; a function of a megabyte would be a rarity. */
export const longestText = 4 * 1024 * 1024;

/** pg_dump's Int that cannot be anything but a number between two bounds. */
export async function readInt(bytes: ByteReader, from: number, to: number, damaged: ArchiveReason): Promise<number> {
  const { offset } = bytes;
  if (bytes.left < 5) await bytes.gather(5);
  const value = bytes.int();
  if (value === undefined || value < from || value > to) throw new BadArchive(damaged, { offset });
  return value;
}

/** pg_dump's Str. @returns null where it wrote none */
export async function readText(bytes: ByteReader, longest: number, damaged: ArchiveReason): Promise<Buffer | null> {
  const { offset } = bytes;
  const length = await readInt(bytes, -1, 0x7fff_ffff, damaged);
  if (length > longest) throw new BadArchive("ARCHIVE_TEXT_TOO_LONG", { length, offset });
  if (length === -1) return null;
  const text = await bytes.take(length);
  // Its strings are C's: what follows a NUL would be seen by us and not by pg_restore.
  if (text.includes(0)) throw new BadArchive(damaged, { offset });
  return text;
}
