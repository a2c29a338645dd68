import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Client } from "pg";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase } from "#tests/database.ts";
import { makeTenant, prepareHouse } from "#tests/scopes.ts";

const database = await openTestDatabase();
after(() => database.close());

const { adoptStaging } = await import("./adopt.ts");
const { ensureTenantDatabase } = await import("./ensure.ts");
const { createStaging, dropStaging } = await import("./staging.ts");

let names: { name: string; owner: string; reader: string };
before(async () => {
  await prepareHouse();
  names = await ensureTenantDatabase(await makeTenant("u00000452"));
});

describe("rights that a restore gave away", () => {
  test("hinder no other clinic's import from ending", async () => {
    const [own, other] = [randomUUID(), randomUUID()];
    const hostile = await createStaging("u00000014", own);
    const { role } = await createStaging("u00000452", other);
    const gifts = `CREATE TABLE t (id int); GRANT SELECT ON t TO ${role}; GRANT USAGE ON SCHEMA public TO ${role};
      ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${role}; CREATE POLICY p ON t TO ${role};
      SELECT lo_create(1); GRANT SELECT ON LARGE OBJECT 1 TO ${role}`;
    await withClient(hostile.url, (client) => client.query(gifts));
    await dropStaging("u00000452", other);
    const left = await withClient(database.adminUrl, (client) => client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]));
    assert.equal(left.rowCount, 0);
    await dropStaging("u00000014", own);
  });

  test("leave the reading role nothing but to read", async () => {
    const staging = await createStaging("u00000452", randomUUID());
    await withClient(staging.url, (client) =>
      client.query(`CREATE TABLE t (id serial, note text); GRANT ALL ON t, t_id_seq TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC;
        CREATE TABLE u (id int, note text); GRANT INSERT ON u TO ${names.reader}; GRANT UPDATE (note) ON u TO PUBLIC`),
    );
    await adoptStaging(staging, names.owner);
    const url = Object.assign(new URL(database.adminUrl), { pathname: `/${staging.name}` }).href;
    await withClient(url, async (client) => {
      await client.query(`SET ROLE ${names.reader}`);
      await client.query("SELECT * FROM t, u, t_id_seq");
      for (const sql of [
        "INSERT INTO t DEFAULT VALUES",
        "INSERT INTO u VALUES (1)",
        "UPDATE u SET note = ''",
        "CREATE TABLE v ()",
      ])
        await assert.rejects(writing(client, sql), /permission denied/, sql);
      await assert.rejects(client.query("SELECT setval('t_id_seq', 9)"), /permission denied/);
    });
    await dropStaging("u00000452", staging.importId);
  });
});

/** The reading role's transactions are read-only by themselves; that is a setting that it may change. */
function writing(client: Client, sql: string) {
  return client.query(`SET default_transaction_read_only = off; ${sql}`);
}
