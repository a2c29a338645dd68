import type { Client } from "pg";
import { isUsable, versionOfNumber, versionText } from "../postgres/version.ts";

/** The clinics' server cannot serve as it is: one sentence for the operator, with the SQL that brings what is missing. */
export class ServerUnfit extends Error {
  override readonly name = "ServerUnfit";
}

/** @throws ServerUnfit */
export async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<Facts>(question);
  const [facts] = rows;
  if (!facts) throw new ServerUnfit("The server of TENANT_DATABASE_URL does not say who is connected.");
  const version = versionOfNumber(facts.version);
  if (!isUsable(version))
    throw new ServerUnfit(`TENANT_DATABASE_URL leads to PostgreSQL ${versionText(version)}: the portal needs 15 or newer.`);
  const missing = remedies(facts);
  if (missing.length > 0)
    throw new ServerUnfit(
      `The user of TENANT_DATABASE_URL lacks rights: run, as a superuser of that server, ${missing.join(" ")}`,
    );
}

interface Facts {
  readonly user: string;
  readonly version: number;
  readonly attributes: boolean;
  readonly readers: boolean;
  readonly signals: boolean;
  readonly temp: boolean;
  readonly objects: boolean;
  readonly messages: boolean;
}

/** From version 16 on a role gives a membership on only with ADMIN; before, CREATEROLE would do. Asked alike of all. */
const question = `
  SELECT quote_ident(rolname) AS user, current_setting('server_version_num')::int AS version,
    rolsuper OR rolcreatedb AND rolcreaterole AS attributes,
    rolsuper OR pg_has_role(oid, 'pg_read_all_data', 'MEMBER WITH ADMIN OPTION') AS readers,
    rolsuper OR pg_has_role(oid, 'pg_signal_backend', 'USAGE') AS signals,
    has_parameter_privilege(oid, 'temp_file_limit', 'SET') AS temp,
    has_parameter_privilege(oid, 'lo_compat_privileges', 'SET') AS objects,
    has_parameter_privilege(oid, 'lc_messages', 'SET') AS messages
  FROM pg_roles WHERE rolname = current_user`;

function remedies({ user, attributes, readers, signals, temp, objects, messages }: Facts): string[] {
  const granted = { temp_file_limit: temp, lo_compat_privileges: objects, lc_messages: messages };
  const parameters = Object.entries(granted).flatMap(([name, given]) => (given ? [] : [name]));
  return [
    attributes ? "" : `ALTER ROLE ${user} CREATEDB CREATEROLE;`,
    readers ? "" : `GRANT pg_read_all_data TO ${user} WITH ADMIN OPTION;`,
    signals ? "" : `GRANT pg_signal_backend TO ${user};`,
    parameters.length > 0 ? `GRANT SET ON PARAMETER ${parameters.join(", ")} TO ${user};` : "",
  ].filter(Boolean);
}
