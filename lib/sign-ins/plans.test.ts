import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let list: typeof import("./queries.ts")["listSignIns"];
let inputs: typeof import("./inputs.ts");
let clinic: Scope;
let reader: pg.Client;
const asked: { text: string; values: unknown[] }[] = [];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ listSignIns: list } = await import("./queries.ts"));
  inputs = await import("./inputs.ts");
  const { systemPool } = await import("#lib/platform/system-db.ts");
  const { makeSignInPartitions } = await import("./make-partitions.ts");
  clinic = await house.makeTenant("u00000001");
  const other = await house.makeTenant("u00000002");
  await makeSignInPartitions(house.daysLater(-90));
  for (const scope of [clinic, other]) await systemPool().query(rows, [scope.tenant.id, house.today]);
  const owner = new pg.Client({ connectionString: database.owner });
  await owner.connect();
  await owner.query("ANALYZE sign_ins");
  await owner.end();
  reader = new pg.Client({ connectionString: database.app });
  await reader.connect();
  await reader.query("SELECT set_config('portal.tenant', $1, false)", [clinic.tenant.id]);
  overhear();
});

after(async () => {
  await reader.end();
  await database.close();
});

/** Eighty days; each value is a fifth of the rows, so that an index for it is not the only sensible way. */
const rows = `INSERT INTO sign_ins (id, "tenantId", at, "loginId", door, result, address, "commonName", serial, "userAgent")
  SELECT gen_random_uuid(), $1, $2::timestamptz - i * interval '230 seconds', 'user' || i % 5, 'portal',
    CASE WHEN i % 5 = 0 THEN 'failure' ELSE 'success' END, '192.0.2.' || i % 5, 'client' || i % 5,
    lpad((i % 5)::text, 32, '1a'), 'x' FROM generate_series(1, 30000) AS i`;

/** What Prisma really sends: nothing else says what the planner is given. */
function overhear(): void {
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config] = args as [{ text?: string; values?: unknown[] }];
    if (config?.text?.includes(`"sign_ins"`)) asked.push({ text: config.text, values: config.values ?? [] });
    return Reflect.apply(query, this, args);
  } as typeof query;
}

interface Node {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Node[];
}

async function plansOf(query: Record<string, string>): Promise<Node[]> {
  asked.length = 0;
  await list(clinic, inputs.signInListInput.parse(query));
  const plans: Node[] = [];
  for (const { text, values } of [...asked]) {
    const explained = await reader.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    plans.push(explained.rows[0]["QUERY PLAN"][0].Plan);
  }
  return plans;
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

const period = { from: "2026-02-10", to: "2026-03-20" };
const place = { at: "2026-03-01T00:00:00.000Z", id: "7fffffff-ffff-4fff-bfff-ffffffffffff" };

describe("a page is read from an index in its order, and little more than the page", () => {
  for (const [name, query, index] of [
    ["without a filter", {}, "_pkey"],
    ["a period", period, "_pkey"],
    ["a deep page", place, "_pkey"],
    ["a deep page, back", { ...place, turn: "back" }, "_pkey"],
    ["failures", { result: "failure" }, "_result_"],
    ["a login ID", { loginId: "user2" }, "_loginId_"],
    ["a login ID that nobody has", { loginId: "nobody" }, "_loginId_"],
    ["a certificate", { certificate: "client2" }, "_commonName_"],
    ["a serial number", { certificate: "2".padStart(32, "1a") }, "_serial_"],
    ["an address", { address: "192.0.2.2" }, "_address_"],
    ["failures of a period", { ...period, result: "failure" }, "_result_"],
    ["a login ID in a period", { ...period, loginId: "user2" }, "_loginId_"],
    ["a certificate in a period", { ...period, certificate: "client2" }, "_commonName_"],
    ["an address in a period", { ...period, address: "192.0.2.2" }, "_address_"],
    ["a deep page of a login ID", { ...place, loginId: "user2" }, "_loginId_"],
    ["a deep page of a login ID, back", { ...place, turn: "back", loginId: "user2" }, "_loginId_"],
  ] as const) {
    test(name, async () => {
      const plans = await plansOf(query);
      assert.ok(plans.length > 0);
      const nodes = plans.flatMap(nodesOf);
      const read = nodes.filter((node) => node["Node Type"].endsWith("Scan"));
      const rowsOf = (node: Node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
      const total = read.reduce((sum, node) => sum + rowsOf(node), 0);
      assert.ok(total <= 120, `${total} rows read`);
      for (const node of read.filter((each) => rowsOf(each) > 1))
        assert.match(node["Index Name"] ?? node["Node Type"], new RegExp(index));
    });
  }
});

test("months that are not looked into are not even planned", async () => {
  const [first] = await plansOf({});
  assert.ok(first);
  const tables = nodesOf(first).filter((node) => node["Node Type"].endsWith("Scan"));
  assert.ok(tables.length <= 7, `${tables.length} tables`);
});
