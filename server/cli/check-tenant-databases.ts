import { type DatabasesState, databasesState } from "#lib/databases/judge-state.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The server of the clinics' databases: reached, with its rights, safe, well, and with tools of its version here. */
export async function checkTenantDatabases(): Promise<Finding> {
  return explainState(await databasesState());
}

/** Also what a start says: the portal serves without, but imports and dumps stay off. */
export function explainState(found: DatabasesState): Finding {
  const about = "PostgreSQL of the clinics' databases";
  switch (found.state) {
    case "ready":
      return ok(`${about} ${found.version}`);
    case "off":
      return warn(`${about} is not set: imports and dumps are off`, "set TENANT_DATABASE_URL and start again");
    case "unfit":
      return fail(`${about} cannot serve: ${found.sentence}`, "run that SQL: it is looked at again within a minute");
    case "away":
      return fail(`${about} does not answer: ${found.cause}`, "start it, or correct TENANT_DATABASE_URL");
    case "sick":
      return fail(`${about} ${found.version} runs no PL/pgSQL: ${found.cause}`, "restart it: its package was updated under it");
    case "unsafe":
      return fail(`${about} is ${found.version} (CVE-2026-116314)`, `update it to ${found.least} or newer`);
    case "tools":
      return fail(
        `${about} is ${found.version}, and pg_dump and pg_restore ${found.major} are not here`,
        `install the PostgreSQL client ${found.least} or newer on this machine`,
      );
  }
}
