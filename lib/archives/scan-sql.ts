export interface SqlToken {
  /** A word in capitals, `"q"` for a quoted name, `''` for a string, `0` for a number, else the character. */
  readonly shape: string;
  /** As it is written, at most 200 characters. */
  readonly text: string;
}

/** PostgreSQL would not read this, or not surely as we do. */
export class UnreadableSql extends Error {}

const blank = /[ \t\n\r\f]+/y;
const lineComment = /--[^\n\r]*/y;
const word = /[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const startOfWord = /[A-Za-z_\x80-\xff]/;
const dollarQuote = /\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$/y;

/**
 * The tokens of SQL, cut as PostgreSQL's `scan.l` cuts them. In doubt it throws: text that one side takes for a string and
 * the other for a statement is what an attacker looks for. @param sql one character per byte (`maskedSql`)
 * @param standardStrings `standard_conforming_strings`: off, a backslash escapes in every string
 */
export function* scanSql(sql: string, standardStrings: boolean): Generator<SqlToken> {
  let at = 0;
  /** Of the string just read: one that follows on the next line continues it, with the same escapes. */
  let escapes: boolean | undefined;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  while (at < sql.length) {
    if (match(blank) !== undefined || match(lineComment) !== undefined) continue;
    const char = sql[at] ?? "";
    const start = at;
    if (char === "/" && sql[at + 1] === "*") {
      at = endOfComment(sql, at);
    } else if (char === "'") {
      escapes ??= !standardStrings;
      at = endOfQuoted(sql, at, escapes);
      yield token("''", sql, start, at);
    } else if (char === '"') {
      escapes = undefined;
      at = endOfQuoted(sql, at, false);
      yield token('"q"', sql, start, at);
    } else if (match(word) !== undefined) {
      // E'' escapes, B'' and X'' never do; N'' is a word and a string.
      const prefix = sql[at] === "'" && at === start + 1 ? char.toUpperCase() : "";
      escapes = prefix === "E" ? true : prefix === "B" || prefix === "X" ? false : undefined;
      if (escapes === undefined) yield token(capitals(sql.slice(start, at)), sql, start, at);
    } else if (match(number) !== undefined) {
      escapes = undefined;
      if (startOfWord.test(sql[at] ?? "")) throw new UnreadableSql();
      yield token("0", sql, start, at);
    } else {
      escapes = undefined;
      const tag = match(dollarQuote);
      if (tag === undefined) at += 1;
      else at = endOfDollarQuoted(sql, at, tag);
      yield token(tag === undefined ? char : "''", sql, start, at);
    }
  }
}

function token(shape: string, sql: string, start: number, end: number): SqlToken {
  return { shape, text: sql.slice(start, Math.min(end, start + 200)) };
}

function capitals(text: string): string {
  return /[\x80-\xff]/.test(text) ? text : text.toUpperCase();
}

/** After the closing quote; a doubled one does not close. */
function endOfQuoted(sql: string, start: number, escapes: boolean): number {
  const quote = sql[start] ?? "";
  const mark = escapes ? /['\\]/g : quote === "'" ? /'/g : /"/g;
  for (mark.lastIndex = start + 1; ; mark.lastIndex += 1) {
    const found = mark.exec(sql);
    if (!found) throw new UnreadableSql();
    if (found[0] === quote && sql[mark.lastIndex] !== quote) return mark.lastIndex;
  }
}

function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  for (let depth = 1; depth > 0; ) {
    const found = mark.exec(sql);
    if (!found) throw new UnreadableSql();
    depth += found[0] === "/*" ? 1 : -1;
  }
  return mark.lastIndex;
}

/** pg_dump's own tags are ASCII; others could be told apart only after conversion. */
function endOfDollarQuoted(sql: string, start: number, tag: string): number {
  const end = /[\x80-\xff]/.test(tag) ? -1 : sql.indexOf(tag, start);
  if (end < 0) throw new UnreadableSql();
  return end + tag.length;
}
