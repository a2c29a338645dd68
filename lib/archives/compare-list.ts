import { entryRules } from "./entry-rules.ts";
import type { ArchiveReason, ArchiveSummary } from "./model.ts";

/**
 * Second opinion: what `pg_restore --list` printed must name the same entries, versions and count. It leaves out what its
 * options say; of what it prints beyond the summary, only kinds that are not restored are agreed to.
 * @returns undefined when both agree
 */
export function disagreement(listOutput: string, summary: ArchiveSummary): ArchiveReason | undefined {
  return agrees(listOutput.split("\n"), summary) ? undefined : "ARCHIVE_SECOND_OPINION";
}

function agrees(lines: readonly string[], summary: ArchiveSummary): boolean {
  const said = (label: string) => lines.find((line) => line.startsWith(`;     ${label}: `))?.slice(label.length + 8);
  if (said("TOC Entries") !== String(summary.tocEntries) || said("Format") !== "CUSTOM") return false;
  if (said("Dump Version") !== `${summary.archiveVersion}-0`) return false;
  if (said("Dumped from database version") !== summary.serverVersion) return false;
  if (said("Dumped by pg_dump version") !== summary.dumpVersion) return false;
  const listed = lines.filter((line) => /^\d+; /.test(line)).map(readLine);
  const restored = new Set(summary.entries.map(({ dumpId }) => dumpId));
  const same = listed.filter(({ dumpId }) => restored.has(dumpId));
  const inOrder = summary.entries.every((entry, index) => {
    const other = same[index];
    return other?.dumpId === entry.dumpId && startsWithKind(other.rest, entry.desc);
  });
  return inOrder && same.length === restored.size && listed.every(({ dumpId, rest }) => restored.has(dumpId) || isLeftOut(rest));
}

/** `215; 1259 16385 TABLE public patients orca` */
function readLine(line: string): { dumpId: number; rest: string } {
  const [, dumpId, rest = ""] = /^(\d+); \d+ \d+ (.*)$/s.exec(line) ?? [];
  return { dumpId: Number(dumpId), rest };
}

function startsWithKind(rest: string, desc: string): boolean {
  return rest === desc || rest.startsWith(`${desc} `);
}

/** Kinds that are never restored, and the entries of other kinds that `check-entry.ts` leaves out. */
function isLeftOut(rest: string): boolean {
  if (/^(?:EXTENSION|PROCEDURAL LANGUAGE) \S+ plpgsql(?: |$)/.test(rest)) return true;
  if (/^SCHEMA \S+ public(?: |$)/.test(rest)) return true;
  if (/^COMMENT \S+ (?:DATABASE|EXTENSION|LANGUAGE|PROCEDURAL LANGUAGE|PUBLICATION) /.test(rest)) return true;
  if (/^COMMENT \S+ SCHEMA public(?: |$)/.test(rest)) return true;
  return Object.entries(entryRules).some(([desc, rule]) => "leftOut" in rule && startsWithKind(rest, desc));
}
