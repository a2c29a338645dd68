import type { Client } from "pg";
import { connections } from "#lib/platform/connections.ts";
import { env } from "#lib/platform/env.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { StartFailure } from "#server/start/failure.ts";

/** To the portal's database as who may see every row: the private cluster's superuser, else the owner. */
export function wholeUrl(): string {
  const { owner } = connections();
  const record = readRecord(env().dataDir);
  if (env().databaseUrl || !record) return owner;
  return Object.assign(new URL(superuserUrl(record)), { pathname: new URL(owner).pathname }).href;
}

/** Any number but those of migrations, start-up, months of sign_ins and checkpoints; a session's lock. */
const lock = 7_266_426_004;

/**
 * Work on a connection that sees every row, one backup of a database at a time. Row-level security is forced on the
 * owner too: a superuser passes it, any other owner is a member of portal_system meanwhile.
 *
 * @param work gets the options that let pg_dump see the same.
 * @throws StartFailure when another backup runs, or the owner may not see every row.
 */
export function withWholeView<T>(url: string, work: (client: Client, options: readonly string[]) => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ free: boolean }>("SELECT pg_try_advisory_lock($1) AS free", [lock]);
    if (!rows[0]?.free) throw new StartFailure("Another backup of this database is running: wait until it is done.");
    const standing = await standingOf(client);
    if (standing.passes) return work(client, []);
    // Without it every table of organisations would look empty, and the backup with it.
    if (!standing.member) await join(client, standing.user);
    try {
      await refuseHiddenRows(client);
      return await work(client, ["--enable-row-security"]);
    } finally {
      if (!standing.member) await client.query(`REVOKE portal_system FROM ${standing.user}`);
    }
  });
}

/** A table whose policies leave rows out would be counted and copied without them, and look whole. */
async function refuseHiddenRows(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class c
     WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND NOT EXISTS (
       SELECT FROM pg_policy WHERE polrelid = c.oid AND polpermissive AND polcmd IN ('*', 'r')
         AND 'portal_system'::regrole = ANY (polroles) AND pg_get_expr(polqual, polrelid) = 'true')`,
  );
  if (rows[0])
    throw new StartFailure(`Row-level security hides rows of ${rows[0].name} from portal_system: back up as a superuser.`);
}

interface Standing {
  readonly user: string;
  readonly passes: boolean;
  readonly member: boolean;
}

async function standingOf(client: Client): Promise<Standing> {
  const { rows } = await client.query<Standing>(
    `SELECT quote_ident(rolname) AS user, rolsuper OR rolbypassrls AS passes, pg_has_role(oid, 'portal_system', 'USAGE') AS member
     FROM pg_roles WHERE rolname = current_user`,
  );
  const [row] = rows;
  if (!row) throw new Error("PostgreSQL does not know its own current user");
  return row;
}

async function join(client: Client, user: string): Promise<void> {
  try {
    await client.query(`GRANT portal_system TO ${user}`);
  } catch (error) {
    const todo = `run, as a superuser, GRANT portal_system TO ${user};`;
    throw new StartFailure(`The user of DATABASE_URL may not see every organisation's rows: ${todo}`, { cause: error });
  }
}
