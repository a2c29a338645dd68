import type { ArchiveSummary } from "../archives/model.ts";
import type { Counts } from "./count-rows.ts";
import type { ImportReport, ReportTable } from "./model.ts";

/** The archive's rows, what came out of them, and what is in use. */
export function reportOf(summary: ArchiveSummary, staging: Counts, live: Counts): ImportReport {
  const archived = sums(summary.tables.map(({ schema, name, rows }) => [`${schema}.${name}`, rows]));
  const restored = sums(staging.tables.map(({ table, rows }) => [table, rows]));
  const used = sums(live.tables.map(({ table, rows }) => [table, rows]));
  const names = [...new Set([...archived.keys(), ...restored.keys(), ...used.keys()])].toSorted();
  const lobs = { archive: summary.largeObjects.count, staging: staging.largeObjects };
  return {
    archive: {
      version: summary.archiveVersion,
      serverVersion: summary.serverVersion,
      dumpVersion: summary.dumpVersion,
      compression: summary.compression,
      madeAt: summary.madeAt.toISOString(),
      bytes: summary.bytes,
      dataBytes: summary.dataBytes,
      largeObjects: summary.largeObjects.count,
    },
    encoding: { from: summary.encoding, converted: summary.encoding !== "UTF8" },
    tables: names.map((table) => {
      const stagingRows = restored.get(table) ?? null;
      const liveRows = used.get(table) ?? null;
      const change = changeOf(stagingRows, liveRows);
      return { table, archiveRows: archived.get(table) ?? null, stagingRows, liveRows, change };
    }),
    totals: { archiveRows: total(archived), stagingRows: total(restored), liveRows: used.size > 0 ? total(used) : null },
    largeObjects: lobs,
    leftOut,
    differences: differences(archived, staging) + Math.abs(lobs.archive - lobs.staging),
  };
}

/** The restore's own options, in words for the person (`restore.ts`). */
const leftOut = [
  "テーブルなどの所有者と権限（クラウドのものに置き換えます）",
  "テーブルスペース、セキュリティラベル、パブリケーション、サブスクリプションの指定",
];

function changeOf(staging: number | null, live: number | null): ReportTable["change"] {
  if (staging === null) return "gone";
  if (live === null) return "new";
  if (staging === live) return "same";
  return staging > live ? "grown" : "shrunk";
}

/**
 * Rows too many or too few, by partitioned table: an archive made with --load-via-partition-root may put a row into
 * another partition than it was in. A table without data in the archive must be empty; tables of extensions are filled in
 * part by themselves.
 */
function differences(archived: ReadonlyMap<string, number>, { tables, ofExtensions }: Counts): number {
  const rootOf = new Map(tables.map(({ table, root }) => [table, root]));
  const balance = sums([
    ...tables.map(({ root, rows }) => [root, rows] as const),
    ...[...archived].map(([table, rows]) => [rootOf.get(table) ?? table, ofExtensions.has(table) ? 0 : -rows] as const),
  ]);
  return [...balance.values()].reduce((sum, rows) => sum + Math.abs(rows), 0);
}

/** Hostile names may become the same plain text: their rows are added. */
function sums(rows: readonly (readonly [string, number])[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, count] of rows) found.set(name, (found.get(name) ?? 0) + count);
  return found;
}

function total(rows: ReadonlyMap<string, number>): number {
  return [...rows.values()].reduce((sum, count) => sum + count, 0);
}
