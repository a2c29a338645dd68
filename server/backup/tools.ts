import { findTools, type Tool } from "#lib/postgres/tools.ts";
import { StartFailure } from "#server/start/failure.ts";

/**
 * The tool of the server's own major version, else of the next newer one: an older pg_dump refuses a newer server, and a
 * newer pg_restore may say things that an older server does not know.
 * @returns its path
 * @throws StartFailure naming the package
 */
export async function requireTool(tool: Tool, serverMajor: number): Promise<string> {
  const best = (await findTools(tool)).find(({ version }) => version.major >= serverMajor);
  if (best) return best.file;
  throw new StartFailure(
    `The database is PostgreSQL ${serverMajor}, and there is no ${tool} of that version or newer: run, as root, apt-get install postgresql-client-${serverMajor} (or postgresql-client).`,
  );
}
