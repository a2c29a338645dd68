/**
 * Encodings that PostgreSQL 15 and later convert to UTF-8 (its manual, "Character Set Support"), and what Node calls them.
 * Without SHIFT_JIS_2004, in which 81 5F becomes a backslash of ASCII: in no other does a character of several bytes become
 * one that means something in SQL.
 */
const encodings: Readonly<Record<string, string>> = {
  UTF8: "utf-8",
  EUC_JP: "euc-jp",
  EUC_JIS_2004: "euc-jp",
  SJIS: "shift_jis",
  BIG5: "big5",
  EUC_CN: "gb18030",
  EUC_KR: "euc-kr",
  EUC_TW: "latin1",
  GB18030: "gb18030",
  GBK: "gbk",
  JOHAB: "latin1",
  UHC: "euc-kr",
  ISO_8859_5: "iso-8859-5",
  ISO_8859_6: "iso-8859-6",
  ISO_8859_7: "iso-8859-7",
  ISO_8859_8: "iso-8859-8",
  KOI8R: "koi8-r",
  KOI8U: "koi8-u",
  LATIN1: "latin1",
  LATIN2: "iso-8859-2",
  LATIN3: "iso-8859-3",
  LATIN4: "iso-8859-4",
  LATIN5: "windows-1254",
  LATIN6: "iso-8859-10",
  LATIN7: "iso-8859-13",
  LATIN8: "iso-8859-14",
  LATIN9: "iso-8859-15",
  LATIN10: "iso-8859-16",
  WIN866: "ibm866",
  WIN874: "windows-874",
  WIN1250: "windows-1250",
  WIN1251: "windows-1251",
  WIN1252: "windows-1252",
  WIN1253: "windows-1253",
  WIN1254: "windows-1254",
  WIN1255: "windows-1255",
  WIN1256: "windows-1256",
  WIN1257: "windows-1257",
  WIN1258: "windows-1258",
};

export function isKnownEncoding(name: string): boolean {
  return Object.hasOwn(encodings, name);
}

/** Text for people: what cannot be read becomes U+FFFD. */
export function decoderOf(encoding: string): (text: Buffer) => string {
  const decoder = new TextDecoder(encodings[encoding] ?? "latin1", { ignoreBOM: true });
  return (text) => decoder.decode(text);
}

/** Encodings in which the second byte of a character may look like a quote's neighbour (a backslash, a bracket, a letter). */
const overlapping = new Set(["SJIS", "BIG5", "GBK", "UHC", "JOHAB", "GB18030"]);

/**
 * SQL as its bytes, one character each, in which nothing that belongs to a character beyond ASCII looks like ASCII.
 * PostgreSQL converts before it reads the words; this has the same effect without the tables.
 */
export function maskedSql(sql: Buffer, encoding: string): string {
  if (!overlapping.has(encoding)) return sql.toString("latin1");
  const masked = Buffer.from(sql);
  const halfWidth = encoding === "SJIS";
  for (let at = 0; at < masked.length; at += 1) {
    const lead = masked[at] ?? 0;
    if (lead < 0x80 || (halfWidth && lead >= 0xa1 && lead <= 0xdf)) continue;
    const second = masked[at + 1] ?? 0;
    const four = encoding === "GB18030" && second >= 0x30 && second <= 0x39;
    masked.fill(0xff, at + 1, Math.min(at + (four ? 4 : 2), masked.length));
    at += four ? 3 : 1;
  }
  return masked.toString("latin1");
}
