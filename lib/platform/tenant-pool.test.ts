import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { asTenant, TenantPool } from "./tenant-pool.ts";

let database: TestDatabase;
let pool: TenantPool;

before(async () => {
  database = await openTestDatabase();
  pool = new TenantPool({ connectionString: database.app, max: 3 });
});

after(async () => {
  await pool.end();
  await database.close();
});

const tenants = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"] as const;

/** Which connection it was, and which tenant it was bound to. */
function look(tenant: string): Promise<string> {
  return asTenant(tenant, async () => {
    const { rows } = await pool.query("SELECT pg_backend_pid() AS pid, current_setting('portal.tenant') AS tenant");
    assert.equal(rows[0].tenant, tenant);
    return String(rows[0].pid);
  });
}

test("whichever connection it is, it is bound to who asks", async () => {
  const first = await look(tenants[0]);
  assert.equal(await look(tenants[0]), first, "the same tenant again");
  // More at once than there are connections.
  await Promise.all(Array.from({ length: 40 }, (_, at) => look(tenants[at % 2] ?? "")));
});
