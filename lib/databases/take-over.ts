import { type Client, escapeIdentifier as id } from "pg";
import { shutOut } from "./roles.ts";

/**
 * What a role has in the connection's database becomes the owner's, and the role keeps no right there. One that is gone
 * had its turn. Statistics are gathered before: that runs the functions of indexes as the table's owner, and the new one may
 * also change the database in use. Schemas go first: a function changes hands only when the new owner may create in its
 * schema (CREATE comes with owning it). One transaction, so that nothing is half adopted.
 */
export async function takeOver(client: Client, role: string, owner: string): Promise<void> {
  if (!(await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role])).rowCount) return;
  await shutOut(client, role);
  await client.query("SET statement_timeout = '60min'; ANALYZE");
  await client.query("BEGIN");
  const { rows } = await client.query<{ nspname: string }>("SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole", [
    id(role),
  ]);
  for (const { nspname } of rows) await client.query(`ALTER SCHEMA ${id(nspname)} OWNER TO ${id(owner)}`);
  await client.query(`REASSIGN OWNED BY ${id(role)} TO ${id(owner)}`);
  await client.query(`DROP OWNED BY ${id(role)}`);
  await client.query("COMMIT");
}
