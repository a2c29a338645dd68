import { env } from "./env.ts";

type Facts = Readonly<Record<string, unknown>>;

/**
 * One JSON line an event. JSON.stringify escapes what would break a line; bidi and other format characters are
 * escaped too, so that a crafted login ID or user agent cannot disguise a line in a terminal.
 */
export const log = {
  info: (event: string, facts?: Facts) => write("info", event, facts),
  warn: (event: string, facts?: Facts) => write("warn", event, facts),
  error: (event: string, facts?: Facts) => write("error", event, facts),
};

function write(level: "info" | "warn" | "error", event: string, facts: Facts = {}): void {
  if (env().logLevel === "silent" || (env().logLevel === "error" && level === "info")) return;
  const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...facts }, plainErrors);
  process.stderr.write(`${line.replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, escapeCharacter)}\n`);
}

function plainErrors(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === "bigint" ? value.toString() : value;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
