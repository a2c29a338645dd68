import { type Client, escapeIdentifier as id } from "pg";
import { shutOut } from "./provide-role.ts";

/**
 * What a role has in the connection's database becomes the owner's, and the role keeps no right there. One that is gone
 * had its turn; one that was interrupted is finished by calling it again. Statistics are gathered before: that runs the
 * functions of indexes as the table's owner, and the new one may also change the database in use. Schemas go before what is
 * in them: a function changes hands only when the new owner may create in its schema (CREATE comes with owning it).
 */
export async function takeOver(client: Client, role: string, owner: string): Promise<void> {
  if (!(await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role])).rowCount) return;
  await shutOut(client, role);
  await client.query("SET statement_timeout = '60min'");
  // Alone, so that each table has a transaction of its own.
  await client.query("ANALYZE");
  const { rows } = await client.query<{ nspname: string }>("SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole", [
    id(role),
  ]);
  for (const { nspname } of rows) await client.query(`ALTER SCHEMA ${id(nspname)} OWNER TO ${id(owner)}`);
  await takeTables(client, role, owner);
  await client.query(`BEGIN; REASSIGN OWNED BY ${id(role)} TO ${id(owner)}; DROP OWNED BY ${id(role)}; COMMIT`);
}

/**
 * Some at a time: each table takes five locks or more until its transaction ends, and the server has about 7,000 for all
 * clinics. (Sequences of columns go with their tables.)
 */
async function takeTables(client: Client, role: string, owner: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(tables, [id(role)]);
  for (let at = 0; at < rows.length; at += tablesAtOnce) {
    const some = rows.slice(at, at + tablesAtOnce);
    await client.query(some.map(({ name }) => `ALTER TABLE ${name} OWNER TO ${id(owner)};`).join("\n"));
  }
}

const tablesAtOnce = 100;

const tables = `
  SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relowner = $1::regrole AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))`;
