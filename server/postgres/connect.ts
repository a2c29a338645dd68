import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { StartFailure } from "#server/start/failure.ts";

/**
 * A connection of its own; waits up to a minute for a server that is still starting or recovering.
 *
 * @throws StartFailure naming the address and the reason, never the password.
 */
async function connect(url: string): Promise<Client> {
  for (const patience = Date.now() + 60_000; ; await pause(250)) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    // An idle connection that the server ends must not end the process; the next query tells.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      const code = codeOf(error);
      if (code !== starting || Date.now() > patience) throw new StartFailure(sentence(url, code, error));
    }
  }
}

/** Runs the work on a connection that is closed afterwards, whatever happens. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** SQLSTATE of a PostgreSQL error or the system's error code. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const starting = "57P03";

function sentence(url: string, code: string, error: unknown): string {
  const { hostname, port, pathname, username } = new URL(url);
  const where = `${hostname}:${port || 5432}`;
  if (code.startsWith("28"))
    return `PostgreSQL at ${where} refuses the user ${username}: correct the user or password in DATABASE_URL.`;
  if (code === "3D000") return `PostgreSQL at ${where} has no database ${pathname.slice(1)}: create it, or correct DATABASE_URL.`;
  const why = code || (error instanceof Error ? error.message : String(error));
  return `PostgreSQL at ${where} does not answer (${why}): start it, or correct DATABASE_URL.`;
}
