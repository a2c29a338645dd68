import { parseArgs } from "node:util";
import type { ZodType } from "zod";

export interface Command {
  /** `tenant create` */
  readonly name: string;
  readonly about: string;
  /** Every option takes a value, and each is required unless it stands in brackets: `[--note TEXT]`. */
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
  const named = [...command.usage.matchAll(/(\[?)--([a-z-]+)/g)].map(([, bracket, name = ""]) => ({ name, required: !bracket }));
  const options = Object.fromEntries(named.map(({ name }) => [name, { type: "string" } as const]));
  const values = parse(args, options);
  const missing = named.filter(({ name, required }) => required && !values[name]).map(({ name }) => `--${name}`);
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

function parse(args: readonly string[], options: Record<string, { type: "string" }>): Options {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch (error) {
    const said = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new UsageError(`${said}. Run "npm run portal -- help" to see what there is.`);
  }
}
