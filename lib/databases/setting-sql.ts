import { escapeIdentifier, escapeLiteral } from "pg";

/**
 * `name TO value` of an entry of pg_db_role_setting, such as `search_path="$user", public`. The value may have been set by
 * anybody who owns the database: every part of it is quoted again.
 */
export function settingSql(entry: string): string {
  const at = entry.indexOf("=");
  const name = entry.slice(0, at);
  const value = entry.slice(at + 1);
  const values = lists.has(name.toLowerCase()) ? splitIdentifiers(value) : [value];
  return `${name.split(".").map(escapeIdentifier).join(".")} TO ${values.map(escapeLiteral).join(", ")}`;
}

/** GUC_LIST_QUOTE of PostgreSQL's own (variable_is_guc_list_quote in src/fe_utils/string_utils.c and dumputils.c). */
const lists = new Set([
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
]);

/** As PostgreSQL's SplitIdentifierString reads them; `""` inside quotes is one of them. */
function splitIdentifiers(value: string): string[] {
  const parts = value.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g);
  const found = [...parts].map(([bare, quoted]) => quoted?.replaceAll('""', '"') ?? bare.toLowerCase());
  return found.length > 0 ? found : [""];
}
