import { BadArchive } from "./bad-archive.ts";
import type { ArchiveRules } from "./model.ts";

/** Below this much text no ratio is suspicious: a small table of equal rows compresses a thousand times. */
const unsuspicious = 64 * 1024 * 1024;

/** Counts what goes in and comes out of all blocks, against bombs. */
export class DataMeter {
  compressed = 0;
  uncompressed = 0;
  readonly #rules: ArchiveRules;

  constructor(rules: ArchiveRules) {
    this.#rules = rules;
  }

  addCompressed(bytes: number): void {
    this.compressed += bytes;
  }

  addUncompressed(bytes: number): void {
    this.uncompressed += bytes;
    if (this.uncompressed > this.#rules.maxDataBytes)
      throw new BadArchive("ARCHIVE_DATA_TOO_LARGE", { limit: this.#rules.maxDataBytes });
    if (this.uncompressed > unsuspicious && this.uncompressed > this.compressed * this.#rules.maxRatio)
      throw new BadArchive("ARCHIVE_RATIO", { limit: this.#rules.maxRatio });
  }
}
