import { spawn } from "node:child_process";
import { StartFailure } from "#server/start/failure.ts";

/**
 * Reads a dump from its first to its last byte and counts each table's rows. In PostgreSQL's text form a row is a line,
 * whatever the values hold.
 * @throws StartFailure when it cannot be read
 */
export async function countRowsIn(pgRestore: string, file: string): Promise<Record<string, number>> {
  const child = spawn(pgRestore, ["--data-only", "--file=-", file], { stdio: ["ignore", "pipe", "pipe"], env: plain });
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 128)));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const counts: Record<string, number> = {};
  let table: string | undefined;
  // Bytes as letters: a line's end is the same byte in UTF-8, and the values are not looked at.
  for await (const line of linesOf(child.stdout.setEncoding("latin1"))) {
    if (table === undefined) table = beginning.exec(line)?.[1];
    else if (line === "\\.") table = undefined;
    else counts[table] = (counts[table] ?? 0) + 1;
  }
  if ((await ended) === 0) return counts;
  throw new StartFailure(`${file} cannot be read back:\n${said.trim()}`);
}

const beginning = /^COPY public\."?([^" ]+)"? .*FROM stdin;$/;
const plain: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C" };

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
