import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { csvBytes } from "../platform/csv.ts";
import { formatDate } from "../platform/format.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { BulkDownloadInput } from "./inputs.ts";
import { baseName, kindLabels, limits, statusLabels, statusOf, subjectText } from "./model.ts";
import { makeFiles } from "./open-pkcs12.ts";
import { certificateFilter, rowFields } from "./queries.ts";
import { zipEntries } from "./zip.ts";

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * 一括ダウンロード: the chosen rows, or all that the search found, a folder each and an index. Recorded before the
 * first byte goes out; each p12 is made when its turn comes. Of what has no file the index alone tells.
 * @throws Refusal CERTIFICATE_NOTHING_CHOSEN, CERTIFICATE_TOO_MANY_CHOSEN, CERTIFICATE_KEY_ELSEWHERE
 */
export async function bulkDownload(scope: Scope, input: BulkDownloadInput): Promise<AsyncIterable<ZipEntry>> {
  permit(scope, "certificates:bulk-download");
  // Before the database is asked: it takes no more than 32,767 parameters.
  if (input.chosen.length > limits.bulkCount) throw tooMany();
  const rows = await chosenRows(scope, input);
  const ready = rows.filter(hasFile);
  if (ready.length === 0) {
    throw new Refusal(rows.some(isElsewhere) ? "CERTIFICATE_KEY_ELSEWHERE" : "CERTIFICATE_NOTHING_CHOSEN");
  }
  if (rows.length > limits.bulkCount) throw tooMany();
  await recordAudit(scope, {
    action: "certificates:bulk-download",
    target: scope.tenant.orcamoId,
    facts: { count: ready.length, numbers: ready.map((row) => row.number).join(" ") },
  });
  return entries(scope, rows);
}

function tooMany(): Refusal {
  return new Refusal("CERTIFICATE_TOO_MANY_CHOSEN", { maximum: limits.bulkCount });
}

type Row = Awaited<ReturnType<typeof chosenRows>>[number];

function chosenRows(scope: Scope, input: BulkDownloadInput) {
  const now = scope.clock.now();
  return scope.db.certificate.findMany({
    where: input.everything ? certificateFilter(input, now) : { current: true, number: { in: input.chosen } },
    select: { ...rowFields, passwordEnvelope: true, line: { select: { note: true } } },
    orderBy: { number: "asc" },
    take: limits.bulkCount + 1,
  });
}

function folderOf(row: Row): string {
  if (isElsewhere(row)) return "なし（秘密鍵は端末で作られました）";
  return hasFile(row) ? baseName(row) : "";
}

function hasFile(row: Row): boolean {
  return row.state === "active" && row.passwordEnvelope !== null;
}

/** The terminal made its key itself (RFC 7030). */
function isElsewhere(row: Row): boolean {
  return row.state === "active" && row.passwordEnvelope === null;
}

async function* entries(scope: Scope, rows: readonly Row[]): AsyncGenerator<ZipEntry> {
  yield { name: "一覧.csv", bytes: index(scope, rows) };
  for (const row of rows) {
    if (!hasFile(row)) continue;
    const files = await makeFiles(scope, { number: row.number, encryption: "compatible" });
    for (const entry of zipEntries(files)) yield { name: `${files.folder}/${entry.name}`, bytes: entry.bytes };
  }
}

function index(scope: Scope, rows: readonly Row[]): Buffer {
  const now = scope.clock.now();
  return csvBytes(
    ["証明書CN,O", "状態", "種別", "有効期限", "備考", "フォルダ"],
    rows.map((row) => [
      subjectText(row),
      statusLabels[statusOf(row, now)],
      kindLabels[row.kind],
      formatDate(row.notAfter),
      row.line.note,
      folderOf(row),
    ]),
  );
}
