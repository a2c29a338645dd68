/**
 * A CSV that Excel on Windows opens: UTF-8 with a byte order mark, CRLF, every field quoted. A field that a
 * spreadsheet would run as a formula gets an apostrophe in front (CSV injection).
 */
export function csvBytes(header: readonly string[], rows: Iterable<readonly string[]>): Buffer {
  return Buffer.from(`\ufeff${[header, ...rows].map(csvLine).join("")}`);
}

export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(text: string): string {
  const safe = startsFormula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/**
 * Blanks and quotes in front count too: some programs drop them, or read the text as fields again. Signs of full width
 * are formulas to a Japanese Excel.
 */
const startsFormula = /^(?:[\s"'\p{Cf}]*[=+\-@|%＝＋－＠｜％]|[\t\r\n])/u;
