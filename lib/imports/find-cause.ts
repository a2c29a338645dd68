import { plainText } from "../platform/plain-text.ts";
import type { RestoreFacts, RestoreReason } from "./explain-restore.ts";

export interface Cause {
  readonly reason: RestoreReason;
  readonly facts: RestoreFacts;
}

/**
 * Finds the cause in what pg_restore wrote (in English: it runs with LC_ALL=C, and the staging's role has lc_messages C).
 * What names the place stands around the message: `from TOC entry` before it, CONTEXT after it.
 */
export function findCause(output: string): Cause {
  const lines = output.split("\n");
  const first = lines.findIndex((line) => isError.test(line) && !isEcho.test(line));
  const at = first < 0 ? lines.findLastIndex((line) => line.trim() !== "") : first;
  const more = lines.slice(at + 1, at + 12);
  const next = more.findIndex((line) => line.startsWith("pg_restore: "));
  const error = [lines[at] ?? "", ...more.slice(0, next < 0 ? more.length : next)].join("\n");
  const place = placeOf([...lines.slice(Math.max(0, at - 3), at), error].join("\n"));
  for (const [reason, pattern] of causes) {
    const match = pattern.exec(error);
    if (match) return { reason, facts: { ...place, ...plain(match.groups ?? {}), message: messageOf(error) } };
  }
  return { reason: "RESTORE_REFUSED", facts: { ...place, message: messageOf(error) } };
}

const isError = /^pg_restore: (?:\[[^\]]*\] )?error: /;
/** The leader's, after the worker said why. */
const isEcho = /a worker process died unexpectedly/;

/** The first that fits: the narrow ones come first. Byte sequences are found whatever language the server speaks. */
const causes: readonly (readonly [RestoreReason, RegExp])[] = [
  ["RESTORE_GAIJI", /(?=.*"UTF8")(?=.*"(?<encoding>(?!UTF8")[A-Z\d_]+)")(?=.*?(?<bytes>0x[\da-f]{2}(?: 0x[\da-f]{2})*))/],
  ["RESTORE_ENCODING", /invalid byte sequence for encoding "(?<encoding>\w+)": (?<bytes>0x[0-9a-f]{2}(?: 0x[0-9a-f]{2})*)/],
  ["RESTORE_SERVER_MEMORY", /ERROR: {2}(?:out of (?:shared )?memory|memory exhausted|invalid memory alloc|stack depth limit)/],
  ["RESTORE_MEMORY", /error: out of memory/],
  ["RESTORE_SIZE", /temp_file_limit/],
  ["RESTORE_DISK_FULL", /No space left on device|could not extend file|[Dd]isk full|Disk quota exceeded/],
  ["RESTORE_STATEMENT_TIME", /statement timeout|lock timeout|idle-in-transaction timeout/],
  [
    "RESTORE_SERVER_LOST",
    /terminating connection|server closed the connection|connection to server|no connection to the server|the database system is|could not (?:send|receive) data|connection has been closed|too many (?:connections|clients)/,
  ],
  ["RESTORE_DUPLICATE", /violates unique constraint "(?<constraint>[^"]+)"|could not create unique index "(?<name>[^"]+)"/],
  ["RESTORE_REFERENCE", /violates foreign key constraint "(?<constraint>[^"]+)"/],
  ["RESTORE_CHECK", /(?:violates|is violated by) (?:check|not-null|exclusion) constraint|violates partition|violates not-null/],
  [
    "RESTORE_PERMISSION",
    /permission denied|must be (?:owner|superuser|a superuser|member)|only superusers?|must have \w+ privilege/,
  ],
  [
    "RESTORE_MISSING",
    /(?<missing>(?:extension|language|collation|type|function|schema|operator class|operator|access method|text search \w+) (?:"[^"]+"|\S+)).{0,80}(?:does not exist|is not available|is not supported)/,
  ],
  ["RESTORE_KILLED", /worker process died unexpectedly|terminated by (?:user|signal)|child process (?:was terminated|exited)/],
];

function placeOf(text: string): RestoreFacts {
  const copy = /^CONTEXT: {2}COPY (?<table>.+?), line (?<line>\d+)/m.exec(text)?.groups;
  const failed = /COPY failed for table "(?<table>[^"]+)"/.exec(text)?.groups;
  const entry = /^pg_restore: from TOC entry \d+; \d+ \d+ (?<item>.+)$/m.exec(text)?.groups;
  return plain({ ...entry, ...failed, ...copy });
}

/** Without the tool's name and PostgreSQL's severity, on one line. */
function messageOf(error: string): string {
  const [first = ""] = error.split("\n");
  return plainText(first.replace(/^pg_restore: (?:\[[^\]]*\] )?error: /, "").replace(/ERROR: {2}/, ""), 300);
}

function plain(groups: Readonly<Record<string, string | undefined>>): Record<string, string | number> {
  const known = Object.entries(groups).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, text]) => [name, name === "line" ? Number(text) : plainText(text, 200)]));
}
