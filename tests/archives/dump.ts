import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execute } from "#lib/platform/execute.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { findTools } from "#lib/postgres/tools.ts";
import { withClient } from "#server/postgres/connect.ts";
import { testClusterUrl } from "#tests/cluster.ts";

/** A database to dump, as its own superuser sees it. */
export interface Scratch extends AsyncDisposable {
  readonly url: string;
}

/** A fresh database of the tests' PostgreSQL, filled by SQL. @param encoding of the database itself */
export async function openScratch(sql: string, encoding = "UTF8"): Promise<Scratch> {
  const adminUrl = await testClusterUrl();
  const name = `archive_${process.pid}_${randomBytes(4).toString("hex")}`;
  const like = `TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C'`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} ${like}`));
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const drop = () => withClient(adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  try {
    await withClient(url, (client) => client.query(sql));
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      await drop();
    },
  };
}

/** A database with one of each thing that a tenant may have. */
export function openRichScratch(): Promise<Scratch> {
  return openScratch(readFileSync(path.join(import.meta.dirname, "rich.sql"), "utf8"));
}

/** What the real `pg_dump -Fc` makes of it. @param piped through a pipe, so that it cannot go back and note offsets */
export async function dump({ url }: Scratch, args: readonly string[] = [], { piped = false } = {}): Promise<Buffer> {
  const home = mkdtempSync(path.join(tmpdir(), "archive-"));
  try {
    const file = path.join(home, "orca.dump");
    const connection = toolConnection(url);
    const all = [await tool("pg_dump"), "-Fc", ...connection.args, ...args];
    const command = piped ? '"$@" | cat > "$OUT"' : '"$@" --file="$OUT"';
    const { code, output } = await execute("/bin/bash", ["-o", "pipefail", "-c", command, "bash", ...all], {
      env: { ...connection.env, OUT: file },
    });
    if (code !== 0) throw new Error(`pg_dump failed: ${output}`);
    return readFileSync(file);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** The newest tool that is there. */
export async function tool(name: "pg_dump" | "pg_restore"): Promise<string> {
  const found = (await findTools(name)).at(-1);
  if (!found) throw new Error(`${name} is not installed`);
  return found.file;
}
