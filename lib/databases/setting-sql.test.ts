import assert from "node:assert/strict";
import { test } from "node:test";
import { settingSql } from "./setting-sql.ts";

for (const [entry, sql] of [
  ["statement_timeout=5s", `"statement_timeout" TO '5s'`],
  ['search_path="$user", public', `"search_path" TO '$user', 'public'`],
  ['search_path="a ""b", C', `"search_path" TO 'a "b', 'c'`],
  ['search_path=""', `"search_path" TO ''`],
  ["search_path=x;DROP DATABASE y", `"search_path" TO 'x;drop', 'database', 'y'`],
  ["plpgsql.extra_warnings=all", `"plpgsql"."extra_warnings" TO 'all'`],
  ["application_name=it's a=b", `"application_name" TO 'it''s a=b'`],
] as const) {
  test(`${entry} is set as ${sql}`, () => assert.equal(settingSql(entry), sql));
}
