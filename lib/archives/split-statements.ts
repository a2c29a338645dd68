import { scanSql, UnreadableSql } from "./scan-sql.ts";

/** One statement, as far as it tells its kind. Bounded, however long the statement is. */
export interface Statement {
  /** The shapes of its first 64 tokens; ends in `…` when it goes on. */
  readonly head: string;
  /** The same tokens as they are written. */
  readonly tokens: readonly string[];
  /** The shapes of its last four tokens. */
  readonly tail: string;
  /** Of `watched`, those that stand outside of all brackets. */
  readonly outer: ReadonlySet<string>;
  /** What follows LANGUAGE, outside of all brackets. */
  readonly languages: readonly string[];
}

const headLength = 64;
const watched = new Set([",", "AS", "EXECUTE", "SELECT", "WITHOUT"]);
/** A table of 1,600 columns, each with storage, statistics and compression, stays below. */
const mostStatements = 10_000;

/**
 * A semicolon within brackets (rules) or between BEGIN ATOMIC and END (bodies of routines) separates nothing.
 * @returns undefined when PostgreSQL would not read it as SQL either
 */
export function splitStatements(sql: string, standardStrings: boolean): Statement[] | undefined {
  try {
    return split(sql, standardStrings);
  } catch (error) {
    if (error instanceof UnreadableSql) return undefined;
    throw error;
  }
}

function split(sql: string, standardStrings: boolean): Statement[] {
  const statements: Statement[] = [];
  let current = new Collector();
  let depth = 0;
  let body: "none" | "begins" | "inside" = "none";
  for (const { shape, text } of scanSql(sql, standardStrings)) {
    if (shape === ")" || shape === "]") depth -= 1;
    if (depth < 0) throw new UnreadableSql();
    if (shape === ";" && depth === 0 && body === "none") {
      if (current.count > 0) statements.push(current.statement());
      current = new Collector();
      if (statements.length > mostStatements) throw new UnreadableSql();
      continue;
    }
    // The body ends with the END that stands where a statement could begin: the END of a CASE cannot stand there.
    if (depth === 0 && body === "begins" && shape === "END") body = "none";
    else if (body !== "none") body = shape === ";" && depth === 0 ? "begins" : "inside";
    else if (depth === 0 && shape === "ATOMIC" && current.last === "BEGIN" && current.makesRoutine) body = "begins";
    current.add(shape, text, depth === 0);
    if (shape === "(" || shape === "[") depth += 1;
  }
  if (depth !== 0 || body !== "none") throw new UnreadableSql();
  if (current.count > 0) statements.push(current.statement());
  return statements;
}

class Collector {
  count = 0;
  /** The shape of the token before, when it stands outside of all brackets. */
  last = "";
  readonly #shapes: string[] = [];
  readonly #tokens: string[] = [];
  readonly #tail: string[] = [];
  readonly #outer = new Set<string>();
  readonly #languages: string[] = [];

  get makesRoutine(): boolean {
    const [create, or, , replaced] = this.#shapes;
    const what = or === "OR" ? replaced : or;
    return create === "CREATE" && (what === "FUNCTION" || what === "PROCEDURE");
  }

  add(shape: string, text: string, outer: boolean): void {
    this.count += 1;
    if (this.count <= headLength) {
      this.#shapes.push(shape);
      this.#tokens.push(text);
    }
    this.#tail.push(shape);
    if (this.#tail.length > 4) this.#tail.shift();
    if (outer && this.last === "LANGUAGE" && this.#languages.length < 8) this.#languages.push(text);
    if (outer && watched.has(shape)) this.#outer.add(shape);
    this.last = outer ? shape : "";
  }

  statement(): Statement {
    return {
      head: this.#shapes.join(" ") + (this.count > headLength ? " …" : ""),
      tokens: this.#tokens,
      tail: this.#tail.join(" "),
      outer: this.#outer,
      languages: this.#languages,
    };
  }
}
