import { unquoted } from "./check-copy-statement.ts";
import type { Statement } from "./split-statements.ts";

/**
 * The table that a statement is about, as `schema.name` in the archive's bytes; undefined when it is about none.
 * @param schema of the entry: dumps before 9.6.8 and 10.3 left it out of the statements
 */
export function concernedTable({ head, tokens }: Statement, schema: string): string | undefined {
  const shapes = head.split(" ");
  const at = startOfTable(shapes);
  if (at < 0 || tokens[at] === undefined) return undefined;
  const first = unquoted(tokens[at]);
  return shapes[at + 1] === "." && tokens[at + 2] !== undefined
    ? `${first}.${unquoted(tokens[at + 2] ?? "")}`
    : `${schema}.${first}`;
}

function startOfTable(shapes: readonly string[]): number {
  const [verb, what] = shapes;
  if (verb === "ALTER" && what === "TABLE") return shapes[2] === "ONLY" ? 3 : 2;
  if (verb !== "CREATE") return -1;
  const before = shapes.includes("RULE") ? "TO" : shapes.includes("INDEX") || shapes.includes("TRIGGER") ? "ON" : undefined;
  const found = before === undefined ? -1 : shapes.indexOf(before);
  if (found < 0) return -1;
  return shapes[found + 1] === "ONLY" ? found + 2 : found + 1;
}
