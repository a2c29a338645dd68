import assert from "node:assert/strict";
import { test } from "node:test";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { refuseDifference } from "./dump.ts";
import { requireTool } from "./tools.ts";

test("a copy with a row too few, a table too few or one too many is none", () => {
  refuseDifference({ tenants: 2, users: 0 }, { tenants: 2 });
  const wanted = { tenants: 2, users: 3 };
  for (const [found, sentence] of [
    [{ tenants: 2, users: 2 }, /2 rows of users in place of 3/],
    [{ tenants: 2 }, /0 rows of users in place of 3/],
    [{ tenants: 2, users: 3, visits: 1 }, /1 rows of visits in place of 0/],
  ] as const)
    assert.throws(() => refuseDifference(wanted, found), { name: "StartFailure", message: sentence });
});

test("a missing tool is named with its package", async () => {
  await assert.rejects(requireTool("pg_dump", 99), {
    name: "StartFailure",
    message: /there is no pg_dump of that version or newer: run, as root, apt-get install postgresql-client-99/,
  });
});

test("a tool hears the password where other users of the machine cannot, and nothing that it does not understand", () => {
  const { args, env } = toolConnection("postgresql://portal:a%2Fb%40c@db:5433/portal?sslmode=verify-full&uselibpqcompat=true");
  assert.deepEqual(args, ["--dbname=postgresql://portal@db:5433/portal?sslmode=verify-full"]);
  assert.equal(env.PGPASSWORD, "a/b@c");
});
