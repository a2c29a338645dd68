import { type Client, escapeIdentifier as id } from "pg";
import type { TenantDatabaseNames } from "./model.ts";

/**
 * Rights that an archive gave to everybody or to the reading role, who is to read alone: pg_restore leaves GRANT out, and a
 * function that runs during the restore may say it. (Others cannot connect.)
 */
export async function withdrawGrants(client: Client, names: Pick<TenantDatabaseNames, "owner" | "reader">): Promise<void> {
  const { rows } = await client.query<{ line: string }>(question, [id(names.owner), id(names.reader)]);
  if (rows.length > 0) await client.query(rows.map(({ line }) => line).join("\n"));
}

/** Rights on a table's columns go with those on the table. Of schemas USAGE, and of functions EXECUTE, may stay. */
const question = `
  SELECT format('REVOKE ALL ON %s FROM PUBLIC, %s;', c.oid::regclass, $2::text) AS line FROM pg_class c
    WHERE c.relowner = $1::regrole AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND (c.relacl IS NOT NULL
      OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL))
  UNION ALL
  SELECT format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %s;', nspname, $2::text) FROM pg_namespace
    WHERE nspowner = $1::regrole AND nspacl IS NOT NULL`;
