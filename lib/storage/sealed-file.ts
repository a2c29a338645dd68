import { randomBytes } from "node:crypto";
import { objectStore, type StorageSpace } from "./object-store.ts";
import { sealPiece } from "./seal-piece.ts";

/**
 * A file at rest: pieces of 8 MiB, each an object of its own, sealed by the key of the file.
 *
 *   name    <folder>/<id>/<index, eight digits>        uploads/0199…/00000000
 *   bytes   nonce 12 | ciphertext, as long as the plain piece | tag 16
 *   cipher  AES-256-GCM, a random nonce each time a piece is written (NIST SP 800-38D §8.2.2)
 *   bound   additional data "orcamo-piece-1\n<folder>\n<id>\n<index>": no piece opens as another, or in another file
 *
 * Every piece but the last holds `pieceBytes`; a file of no bytes has none. The length of the whole is not stored with
 * them: it comes from the row of the file, and with it how long each piece must be, so that neither a cut piece nor a
 * missing one passes. The key stands in the row, too, in an envelope (secrets.ts): a copy of the storage opens nothing.
 */
export const pieceBytes = 8 * 1024 * 1024;

export interface SealedFile {
  readonly folder: StoredFolder;
  readonly id: string;
  /** 32 bytes; in memory only. */
  readonly key: Buffer;
}

export type StoredFolder = "uploads" | "dumps";

export function newFileKey(): Buffer {
  return randomBytes(32);
}

/**
 * Durable when it resolves. The same index again replaces the piece. Every one but the last has `pieceBytes`.
 * @throws Refusal STORAGE_FULL and then no half piece stays; STORAGE_AWAY
 */
export async function writePiece(file: SealedFile, index: number, plain: Buffer): Promise<void> {
  if (plain.length === 0 || plain.length > pieceBytes) throw new RangeError(`a piece of ${plain.length} bytes`);
  await objectStore().put(pieceName(file, index), await sealPiece(file, index, plain));
}

/** All of its pieces; also when there are none any more. Only after whoever writes it has ended. */
export function removeStored(file: Pick<SealedFile, "folder" | "id">): Promise<void> {
  return objectStore().removeAll(file.folder, checkedId(file.id));
}

/** Of every file that something is stored of: what no row knows may be removed. */
export function storedIds(folder: StoredFolder): AsyncIterable<string> {
  return objectStore().ids(folder);
}

/** Undefined with S3, which does not say. @throws Refusal STORAGE_AWAY when it cannot be reached */
export function storageSpace(): Promise<StorageSpace | undefined> {
  return objectStore().space();
}

export function pieceName(file: Pick<SealedFile, "folder" | "id">, index: number): string {
  return `${file.folder}/${checkedId(file.id)}/${String(index).padStart(8, "0")}`;
}

/** Ids are UUIDs of rows. One with a slash would reach outside of its folder. */
function checkedId(id: string): string {
  if (!/^[0-9a-z][0-9a-z-]{0,63}$/.test(id)) throw new RangeError("not the id of a stored file");
  return id;
}
