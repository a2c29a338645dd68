import { existsSync } from "node:fs";
import path from "node:path";
import { installationDirectories } from "#server/postgres/find.ts";
import { parseVersion } from "#server/postgres/version.ts";
import { execute } from "#server/start/execute.ts";
import { StartFailure } from "#server/start/failure.ts";

type Tool = "pg_dump" | "pg_restore";

/**
 * The tool of the server's own major version, else of the next newer one: an older pg_dump refuses a newer server, and a
 * newer pg_restore may say things that an older server does not know.
 * @returns its path
 * @throws StartFailure naming the package
 */
export async function requireTool(tool: Tool, serverMajor: number): Promise<string> {
  const found = await Promise.all((await candidates(tool)).map(inspect));
  const [best] = found.filter(({ major }) => major >= serverMajor).sort((a, b) => a.major - b.major);
  if (best) return best.file;
  throw new StartFailure(
    `The database is PostgreSQL ${serverMajor}, and there is no ${tool} of that version or newer: run, as root, apt-get install postgresql-client-${serverMajor} (or postgresql-client).`,
  );
}

/** Machines whose database is elsewhere have the client's package alone. */
async function candidates(tool: Tool): Promise<string[]> {
  const { code, output } = await execute("/bin/sh", ["-c", `command -v ${tool}`]);
  const onPath = code === 0 ? [output.trim()] : [];
  const inside = (await installationDirectories()).map((bin) => path.join(bin, tool));
  return [...new Set([...inside, ...onPath])].filter((file) => existsSync(file));
}

async function inspect(file: string): Promise<{ file: string; major: number }> {
  const { code, output } = await execute(file, ["--version"]);
  return { file, major: code === 0 ? (parseVersion(output)?.major ?? 0) : 0 };
}
