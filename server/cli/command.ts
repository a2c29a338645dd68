import { parseArgs } from "node:util";
import type { ZodType } from "zod";

export interface Command {
  /** `tenant create` */
  readonly name: string;
  readonly about: string;
  /**
   * What stands in brackets may be left out. `[--note TEXT]` takes a value, `[--json]` takes none and is "yes" when given;
   * capitals at the beginning (`FILE --tenant …`) come without a name, as the option `file`.
   */
  readonly usage: string;
  /** Works, or looks, where no portal runs and no database answers yet. */
  readonly alone?: true;
  /** @returns the exit code */
  run(options: Options): Promise<number>;
}

export type Options = Readonly<Record<string, string>>;

/** Asked wrongly: one sentence that names the option and what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function readOptions(command: Command, args: readonly string[]): Options {
  const named = [...command.usage.matchAll(/(\[?)--([a-z-]+)( [^\s[\]-])?/g)].map(([, bracket, name = "", value]) => ({
    name,
    required: !bracket,
    type: value ? ("string" as const) : ("boolean" as const),
  }));
  const first = /^[A-Z]+\b/.exec(command.usage)?.[0];
  const values = parse(args, Object.fromEntries(named.map(({ name, type }) => [name, { type }])), first);
  const missing = named.filter(({ name, required }) => required && !values[name]).map(({ name }) => `--${name}`);
  if (first && !values[first.toLowerCase()]) missing.unshift(first);
  if (missing.length > 0) throw new UsageError(`${missing.join(" and ")} missing: portal ${command.name} ${command.usage}`);
  return values;
}

/** Checks what a verb takes, and names the option in the words of the command line. @throws UsageError */
export function readInput<T>(schema: ZodType<T>, input: unknown, optionOf: Readonly<Record<string, string>>): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const faults = read.error.issues.map(
    ({ path: [field], message }) => `--${optionOf[String(field)] ?? String(field)}: ${message}`,
  );
  throw new UsageError(faults.join("\n"));
}

function parse(args: readonly string[], options: Record<string, { type: "string" | "boolean" }>, first?: string): Options {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: first !== undefined });
    if (positionals.length > 1) throw new Error(`Unexpected argument '${positionals[1]}'`);
    const given = Object.entries(values).map(([name, value]) => [name, value === true ? "yes" : value] as const);
    const named = given.filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(first && positionals[0] ? [...named, [first.toLowerCase(), positionals[0]]] : named);
  } catch (error) {
    const said = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new UsageError(`${said}. Run "npm run portal -- help" to see what there is.`);
  }
}
