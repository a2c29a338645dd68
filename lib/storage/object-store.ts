import { env } from "../platform/env.ts";
import { once } from "../platform/once.ts";
import { bucketStore } from "./bucket-store.ts";
import { directoryStore } from "./directory-store.ts";

/**
 * Whole objects by name, `<folder>/<id>/<piece>`. All that a file system and S3 have in common, and all that sealed
 * files need. Every failure that an operator can act on is a Refusal: STORAGE_FULL, STORAGE_AWAY.
 */
export interface ObjectStore {
  /** Durable when it resolves; there is no moment at which the name holds half of it. @param parts one after another */
  put(name: string, parts: readonly Buffer[]): Promise<void>;
  /** Undefined when there is none of this name. */
  get(name: string): Promise<Buffer | undefined>;
  /** Everything below `<folder>/<id>`; also when there is nothing. */
  removeAll(folder: string, id: string): Promise<void>;
  ids(folder: string): AsyncIterable<string>;
  /** Undefined where nobody says how much there is, as with S3. @throws Refusal STORAGE_AWAY when it is not reached */
  space(): Promise<StorageSpace | undefined>;
}

export interface StorageSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** PORTAL_S3_BUCKET where it is set, else the directory PORTAL_STORAGE_DIR. */
export function objectStore(): ObjectStore {
  return once("object-store", () => {
    const { storageBucket, storageDir } = env();
    return storageBucket ? bucketStore(storageBucket) : directoryStore(storageDir);
  });
}
