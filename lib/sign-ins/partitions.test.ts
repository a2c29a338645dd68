import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let platform: typeof import("#lib/platform/system-db.ts");
let make: typeof import("./make-partitions.ts")["makeSignInPartitions"];
let drop: typeof import("./drop-partition.ts")["dropSignInPartition"];
let clinic: Scope;
let operator: Scope;
/** The tables' owner, by passing by the portal's roles. */
let owner: pg.Client;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  platform = await import("#lib/platform/system-db.ts");
  ({ makeSignInPartitions: make } = await import("./make-partitions.ts"));
  ({ dropSignInPartition: drop } = await import("./drop-partition.ts"));
  clinic = await house.makeTenant("u00000001");
  owner = new pg.Client({ connectionString: database.owner });
  await owner.connect();
});

after(async () => {
  await owner.end();
  await database.close();
});

beforeEach(async () => {
  for (const month of await months()) await owner.query(`DROP TABLE sign_ins_${month}`);
  await owner.query("DELETE FROM sign_ins_default");
});

async function months(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'sign_ins'::regclass AND c.relname <> 'sign_ins_default' ORDER BY 1`,
  );
  return rows.map(({ name }) => name.slice("sign_ins_".length));
}

async function add(...moments: string[]) {
  const row = {
    tenantId: clinic.tenant.id,
    loginId: "x",
    door: "portal",
    result: "success",
    address: "192.0.2.1",
    userAgent: "",
  };
  await platform.systemDb().signIn.createMany({ data: moments.map((moment) => ({ ...row, at: new Date(moment) })) });
}

const count = async (table: string) => Number((await owner.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

describe("months are made", () => {
  test("this one and three more, once, also by two at once", async () => {
    const made = await Promise.all([make(new Date("2026-11-21T00:00:00Z")), make(new Date("2026-11-21T00:00:00Z"))]);
    assert.deepEqual(made.sort(), [0, 4]);
    assert.deepEqual(await months(), ["2026_11", "2026_12", "2027_01", "2027_02"]);
  });

  test("also where rows were kept in the default partition: they move, and no other does", async () => {
    const inside = ["2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z"];
    await add("2026-10-31T23:59:59.999Z", ...inside, "2099-01-01T00:00:00Z");
    await make(new Date("2026-11-21T00:00:00Z"));
    assert.deepEqual(
      [await count("sign_ins_2026_11"), await count("sign_ins_2026_12"), await count("sign_ins_default")],
      [2, 1, 2],
    );
    assert.equal(await clinic.db.signIn.count(), 5);
  });

  test("with the indexes, the key and the protection of the others", async () => {
    await make(new Date("2026-11-21T00:00:00Z"));
    const { rows } = await owner.query(
      `SELECT count(*)::integer AS count FROM pg_index WHERE indrelid IN ('sign_ins_2026_11'::regclass, 'sign_ins'::regclass)
       GROUP BY indrelid`,
    );
    assert.deepEqual(
      rows.map((row) => row.count),
      [6, 6],
    );
    const app = new pg.Client({ connectionString: database.app });
    await app.connect();
    await assert.rejects(app.query("SELECT FROM sign_ins_2026_11"), { code: "42501" });
    await app.end();
  });

  test("but a long reader is not waited for, since sign-ins would queue behind", async () => {
    await owner.query("BEGIN");
    await owner.query("SELECT FROM sign_ins_default");
    try {
      const making = make(new Date("2026-11-21T00:00:00Z"));
      await assert.rejects(making, { code: "55P03" });
      await add("2026-11-21T00:00:00Z");
    } finally {
      await owner.query("ROLLBACK");
    }
    assert.deepEqual(await months(), []);
    assert.equal(await make(new Date("2026-11-21T00:00:00Z")), 4);
    assert.equal(await count("sign_ins_2026_11"), 1);
  });
});

describe("months go", () => {
  const at = (moment: string) => clockAt(new Date(moment));

  before(async () => {
    assert.equal(await drop(at("2099-01-01T00:00:00Z")), undefined, "without an operator none");
    operator = await house.makeTenant("u00000009", "operator");
  });

  beforeEach(async () => {
    await make(new Date("2021-07-01T00:00:00Z"));
    await add("2021-07-01T00:00:00Z", "2021-08-01T00:00:00Z", "1999-01-01T00:00:00Z");
  });

  const entries = () => operator.db.auditEntry.findMany({ where: { action: "sign-ins:drop-month" } });

  test("when all of one is older than five years, with an entry in the operator's log", async () => {
    assert.equal(await drop(at("2026-07-31T23:59:59Z")), undefined, "in Japan it is August already, in the table not");
    assert.equal(await drop(at("2026-08-01T00:00:00Z")), "2021-07");
    assert.deepEqual(await months(), ["2021_08", "2021_09", "2021_10"]);
    assert.equal(await clinic.db.signIn.count(), 2, "what a wrong clock left outside of all months stays");
    const [entry] = await entries();
    assert.partialDeepStrictEqual(entry, { target: "2021-07", facts: { years: 5 } });
  });

  test("one a day, however far ahead the clock stands", async () => {
    assert.equal(await drop(at("2126-01-01T00:00:00Z")), "2021-07");
    assert.deepEqual(await months(), ["2021_08", "2021_09", "2021_10"]);
  });

  test("later when the operator keeps them longer", async () => {
    await platform.systemDb().setting.create({ data: { key: "signInRetentionYears", value: 7, changedAt: house.today } });
    assert.equal(await drop(at("2026-08-01T00:00:00Z")), undefined);
    assert.equal(await drop(at("2028-08-01T00:00:00Z")), "2021-07");
    await platform.systemDb().$executeRaw`UPDATE settings SET value = '5'`;
  });

  test("not when it cannot be recorded", async () => {
    const before = await entries();
    await owner.query("ALTER TABLE audit_entries ADD CONSTRAINT broken CHECK (action <> 'sign-ins:drop-month') NOT VALID");
    await assert.rejects(drop(at("2026-08-01T00:00:00Z")));
    await owner.query("ALTER TABLE audit_entries DROP CONSTRAINT broken");
    assert.equal((await months()).length, 4);
    assert.equal((await entries()).length, before.length);
  });

  test("by a function of the owner that the pages' role may not call", async () => {
    const app = new pg.Client({ connectionString: database.app });
    await app.connect();
    await assert.rejects(app.query("SELECT portal_drop_sign_in_partition('2099-01-01')"), { code: "42501" });
    await assert.rejects(app.query("SELECT portal_make_sign_in_partitions('2099-01-01', 1)"), { code: "42501" });
    await app.end();
  });
});
