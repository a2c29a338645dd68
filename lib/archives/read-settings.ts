import { BadArchive } from "./bad-archive.ts";
import { isKnownEncoding } from "./encodings.ts";
import type { TocEntry } from "./read-toc-entry.ts";

export interface ArchiveSettings {
  encoding?: string;
  standardStrings?: boolean;
  searchPath?: true;
}

/**
 * The entries that come first and say how the others are to be read. pg_restore runs the search path as it stands, and takes
 * the two others from between the quotes. @returns false when the entry is none of them
 */
export function readSetting(entry: TocEntry, settings: ArchiveSettings): boolean {
  const definition = entry.definition.toString("latin1");
  const foreign = (known: boolean) => {
    if (!known || entry.copyStatement.length > 0 || entry.hasData)
      throw new BadArchive("ARCHIVE_SETTING_FOREIGN", { desc: entry.desc, tag: "" });
  };
  if (entry.desc === "ENCODING") {
    const encoding = /^SET client_encoding = '([A-Za-z0-9_]{1,30})';\n$/.exec(definition)?.[1];
    foreign(encoding !== undefined && settings.encoding === undefined);
    if (encoding === "SQL_ASCII") throw new BadArchive("ARCHIVE_ENCODING_SQL_ASCII", { encoding });
    if (!encoding || !isKnownEncoding(encoding)) throw new BadArchive("ARCHIVE_ENCODING_UNKNOWN", { encoding: encoding ?? "" });
    settings.encoding = encoding;
  } else if (entry.desc === "STDSTRINGS") {
    const value = /^SET standard_conforming_strings = '(on|off)';\n$/.exec(definition)?.[1];
    foreign(value !== undefined && settings.standardStrings === undefined);
    settings.standardStrings = value === "on";
  } else if (entry.desc === "SEARCHPATH") {
    foreign(definition === "SELECT pg_catalog.set_config('search_path', '', false);\n" && !settings.searchPath);
    settings.searchPath = true;
  } else return false;
  return true;
}
