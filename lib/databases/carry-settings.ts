import { type Client, escapeIdentifier as id } from "pg";
import { log } from "../platform/log.ts";
import { settingSql } from "./setting-sql.ts";

/**
 * What is set on a database and not in it goes over to another: who may connect, its parameters (ALTER DATABASE and
 * ALTER ROLE … IN DATABASE … SET), limit of connections, comment. One that the administrator may not set is left out and
 * logged: it must not keep a clinic's data from coming in.
 */
export async function carrySettings(client: Client, from: string, to: string): Promise<void> {
  const statements = [
    ...(await withdrawals(client, to)),
    ...(await grants(client, from, to)),
    ...(await parameters(client, from, to)),
    ...(await ownProperties(client, from, to)),
  ];
  for (const { text, what } of statements) {
    await client.query("SAVEPOINT setting");
    await client.query(text).catch(async (error: unknown) => {
      await client.query("ROLLBACK TO SAVEPOINT setting");
      log.warn("database-setting-not-kept", { database: to, what, error });
    });
    await client.query("RELEASE SAVEPOINT setting");
  }
}

interface Statement {
  readonly text: string;
  /** For the log: without the value. */
  readonly what: string;
}

async function withdrawals(client: Client, to: string): Promise<Statement[]> {
  const { rows } = await client.query<{ who: string }>(
    `SELECT DISTINCT ${grantee} AS who FROM pg_database, aclexplode(datacl) WHERE datname = $1 AND grantee <> datdba`,
    [to],
  );
  const roles = await client.query<{ who: string }>(
    `SELECT quote_ident(r.rolname) AS who FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
     JOIN pg_roles r ON r.oid = setrole WHERE datname = $1`,
    [to],
  );
  return [
    { text: `REVOKE ALL ON DATABASE ${id(to)} FROM PUBLIC`, what: "rights" },
    ...rows.map(({ who }) => ({ text: `REVOKE ALL ON DATABASE ${id(to)} FROM ${who}`, what: "rights" })),
    { text: `ALTER DATABASE ${id(to)} RESET ALL`, what: "parameters" },
    ...roles.rows.map(({ who }) => ({ text: `ALTER ROLE ${who} IN DATABASE ${id(to)} RESET ALL`, what: "parameters" })),
  ];
}

async function grants(client: Client, from: string, to: string): Promise<Statement[]> {
  const { rows } = await client.query<{ who: string; privilege: string; option: boolean }>(
    `SELECT ${grantee} AS who, privilege_type AS privilege, is_grantable AS option
     FROM pg_database, aclexplode(datacl) WHERE datname = $1 AND grantee <> datdba ORDER BY 1, 2`,
    [from],
  );
  return rows.map(({ who, privilege, option }) => ({
    text: `GRANT ${privilege} ON DATABASE ${id(to)} TO ${who}${option ? " WITH GRANT OPTION" : ""}`,
    what: `${privilege} of ${who}`,
  }));
}

async function parameters(client: Client, from: string, to: string): Promise<Statement[]> {
  const { rows } = await client.query<{ who: string | null; setting: string }>(
    `SELECT quote_ident(r.rolname) AS who, setting FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
     LEFT JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) AS setting WHERE datname = $1`,
    [from],
  );
  return rows.map(({ who, setting }) => ({
    text: `ALTER ${who ? `ROLE ${who} IN ` : ""}DATABASE ${id(to)} SET ${settingSql(setting)}`,
    what: setting.slice(0, setting.indexOf("=")),
  }));
}

async function ownProperties(client: Client, from: string, to: string): Promise<Statement[]> {
  const { rows } = await client.query<{ most: number; comment: string }>(
    `SELECT datconnlimit AS most, coalesce(quote_literal(shobj_description(oid, 'pg_database')), 'NULL') AS comment
     FROM pg_database WHERE datname = $1`,
    [from],
  );
  return rows.flatMap(({ most, comment }) => [
    { text: `ALTER DATABASE ${id(to)} CONNECTION LIMIT ${Math.max(most, -1)}`, what: "connection limit" },
    { text: `COMMENT ON DATABASE ${id(to)} IS ${comment}`, what: "comment" },
  ]);
}

const grantee = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END";
