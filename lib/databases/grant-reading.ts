import { type Client, escapeIdentifier as id } from "pg";
import type { TenantDatabaseNames } from "./model.ts";

/**
 * The reading role reads what the owner has in this database, and what the owner adds to it. Right by right and not by
 * pg_read_all_data, which would show every database that lets everybody in, and the server's passwords. One at a time:
 * PostgreSQL refuses the second that changes one row of a catalog ("tuple concurrently updated").
 */
export async function grantReading(client: Client, names: Pick<TenantDatabaseNames, "owner" | "reader">): Promise<void> {
  const [owner, reader] = [id(names.owner), id(names.reader)];
  const { rows } = await client.query<{ grants: string | null }>(question, [owner, reader]);
  if (rows[0]?.grants) await client.query(rows[0].grants);
  const later = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner}`;
  await client.query(`${later} GRANT SELECT ON TABLES TO ${reader}`);
  await client.query(`${later} GRANT SELECT ON SEQUENCES TO ${reader}`);
  await client.query(`${later} GRANT USAGE ON SCHEMAS TO ${reader}`);
}

/** Of what belongs to others (an extension's views) nothing can be granted. */
const question = `
  SELECT string_agg(line, E'\\n') AS grants FROM (
    SELECT format('GRANT USAGE ON SCHEMA %I TO %s;', nspname, $2::text) AS line FROM pg_namespace
      WHERE pg_has_role(nspowner, 'USAGE') AND nspname !~ '^pg_'
    UNION ALL
    SELECT format('GRANT SELECT ON %s TO %s;', c.oid::regclass, $2::text) FROM pg_class c
      WHERE c.relowner = $1::regrole AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND c.relnamespace::regnamespace::text !~ '^pg_') AS lines`;
