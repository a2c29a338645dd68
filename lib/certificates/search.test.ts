import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#lib/platform/prisma/client.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { CertificateSearchInput } from "./inputs.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let clinic: Scope;
let numbers: number[];
let search: typeof import("./search.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  search = await import("./search.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("./request.ts");
  const { renewCertificate } = await import("./renew.ts");
  await house.prepareHouse();
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator", house.daysLater(10));
  clinic = await house.makeTenant("u00000001");
  numbers = await requestCertificates(clinic, { requestId: crypto.randomUUID(), kind: "client", count: 3, note: "" });
  const other = await house.makeTenant("u00000002");
  await requestCertificates(other, { requestId: crypto.randomUUID(), kind: "db", count: 1, note: "" });
  const later = house.as(clinic, "administrator", house.daysLater(5));
  await renewCertificate(later, { number: numbers[0] ?? 0, generation: 1 });
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function find(typed: Record<string, string>, scope = operator) {
  const { certificateSearchInput } = await import("./inputs.ts");
  return search.searchCertificates(scope, certificateSearchInput.parse(typed));
}

const found = async (typed: Record<string, string>) =>
  (await find(typed)).rows.map(({ commonName, generation }) => `${commonName}.${generation}`);

const row = () => systemDb().certificate.findFirstOrThrow({ where: { number: numbers[0] ?? 0, generation: 1 } });

describe("a certificate of any organisation is found", () => {
  test("by its CN, its beginning, its number, or the whole subject, in whatever letters", async () => {
    const [first, second, third] = numbers;
    for (const cn of [
      `client${second}`,
      `CN=client${second}`,
      `${second}`,
      `ｃｌｉｅｎｔ${second}`,
      `CN=client${second},O=u00000001`,
    ]) {
      assert.deepEqual(await found({ cn }), [`client${second}.1`], cn);
    }
    assert.deepEqual(await found({ cn: "client" }), [
      `client${third}.1`,
      `client${second}.1`,
      `client${first}.2`,
      `client${first}.1`,
    ]);
    assert.deepEqual(await found({ cn: `client${second},O=u00000002` }), []);
  });

  test("by its O, whole or from the beginning", async () => {
    assert.equal((await find({ o: "O=U00000001" })).page.total, 4);
    assert.equal((await find({ o: "u0000000" })).page.total, 5);
    assert.equal((await find({ o: "u00000002", cn: "client" })).page.total, 0);
  });

  test("by its serial number and its fingerprint, as each tool writes them, also of an earlier generation", async () => {
    const { serial, thumbprint } = await row();
    const pairs = serial.replace(/(..)(?=.)/g, "$1:");
    for (const typed of [serial, serial.toUpperCase(), pairs, pairs.replaceAll(":", " "), `0x${serial.replace(/^0/, "")}`]) {
      assert.deepEqual(await found({ serial: typed }), [`client${numbers[0]}.1`], typed);
    }
    const hex = Buffer.from(thumbprint ?? "", "base64url").toString("hex");
    for (const typed of [
      hex,
      hex.toUpperCase().replace(/(..)(?=.)/g, "$1:"),
      thumbprint ?? "",
      `${Buffer.from(hex, "hex").toString("base64")}`,
    ]) {
      assert.deepEqual(await found({ fingerprint: typed }), [`client${numbers[0]}.1`], typed);
    }
    const [shown] = (await find({ serial })).rows;
    assert.equal(shown?.fingerprint?.replaceAll(":", "").toLowerCase(), hex);
    assert.equal(shown?.current, false);
  });

  test("by its status; ending and expired are said of the newest generation", async () => {
    const near = { ...operator, clock: { now: () => house.daysLater(1080) } };
    const late = { ...operator, clock: { now: () => house.daysLater(1097) } };
    assert.equal((await find({ status: "active" })).page.total, 5);
    assert.deepEqual((await find({ status: "ending" }, near)).page.total, 4);
    assert.deepEqual((await find({ status: "expired" }, late)).page.total, 3);
    assert.equal((await find({ status: "revoked" })).page.total, 0);
  });
});

test("nothing asked for, or something that cannot be read, looks for nothing and says why", async () => {
  assert.deepEqual([(await find({})).idle, (await find({})).rows.length], [true, 0]);
  for (const [typed, field, words] of [
    [{ cn: "100%" }, "cn", /client21/],
    [{ o: "山田医院" }, "o", /ORCAMO ID/],
    [{ serial: "12:34" }, "serial", /32桁/],
    [{ fingerprint: "ab:".repeat(20) }, "fingerprint", /SHA-1/],
    [{ fingerprint: "zz" }, "fingerprint", /SHA-256/],
    [{ cn: `client${numbers[0]}`, serial: "x" }, "serial", /32桁/],
  ] as const) {
    const { rows, errors, idle } = await find(typed);
    assert.deepEqual([rows.length, idle], [0, false]);
    assert.match(errors[field] ?? "", words);
  }
});

test("it is the operator's, at home", async () => {
  await assert.rejects(find({ cn: "client" }, house.as(clinic, "administrator")), house.isCode("NOT_PERMITTED"));
  await assert.rejects(find({ cn: "client" }, house.as(clinic, "operator")), house.isCode("NOT_PERMITTED"));
});

describe("among 100,000 certificates", () => {
  let pool: pg.Pool;
  let client: PrismaClient<"query">;
  const statements: { query: string; params: string }[] = [];

  before(async () => {
    pool = new pg.Pool({ connectionString: database.system });
    client = new PrismaClient({ adapter: new PrismaPg(pool), log: [{ emit: "event", level: "query" }] });
    client.$on("query", ({ query, params }) => statements.push({ query, params }));
    await pool.query(many);
    const owner = new pg.Client({ connectionString: database.owner });
    await owner.connect();
    await owner.query("ANALYZE certificates");
    await owner.end();
  });

  after(async () => {
    await client.$disconnect();
    await pool.end();
  });

  for (const typed of [
    { cn: "client2" },
    { cn: "client54321" },
    { cn: "54321" },
    { o: "u00000777" },
    { o: "u000007" },
    { o: "u00000777", cn: "client" },
    { serial: "10000000000000000000000000054321" },
    { fingerprint: "f".repeat(64) },
    { status: "active" },
    { status: "ending" },
    { status: "expired" },
    { status: "revoked" },
    { status: "requested", o: "u00000777" },
  ]) {
    test(`${JSON.stringify(typed)} reads an index, rows and count alike`, async () => {
      const { certificateSearchInput } = await import("./inputs.ts");
      const { readSearch } = await import("./search-terms.ts");
      const input: CertificateSearchInput = certificateSearchInput.parse(typed);
      const query = search.searchQuery(readSearch(input, operator.clock.now()).where, input.status);
      statements.length = 0;
      await client.certificate.count({ ...query, take: 1001 });
      await client.certificate.findMany({ ...query, select: { id: true }, take: 20 });
      assert.equal(statements.length, 2);
      for (const { query: text, params } of statements) {
        const { rows } = await pool.query(`EXPLAIN ${text}`, JSON.parse(params));
        const plan = rows.map((line) => line["QUERY PLAN"]).join("\n");
        assert.doesNotMatch(plan, /Seq Scan/, plan);
        assert.match(plan, /Index/, plan);
      }
    });
  }
});

/** One line and certificate each, without keys: what a search reads. */
const many = `
  WITH tenant AS (SELECT id FROM tenants WHERE "orcamoId" = 'u00000001'), made AS (
    INSERT INTO certificate_lines (id, "tenantId", number, kind)
      SELECT gen_random_uuid(), tenant.id, n, 'client' FROM tenant, generate_series(1000, 100999) n RETURNING id, "tenantId", number)
  INSERT INTO certificates (id, "tenantId", "lineId", number, generation, current, kind, state, "commonName", organization, serial,
      "notBefore", "notAfter", "requestedAt", "issuedAt", profile, "authorityId", planned, certificate, thumbprint, "keyEnvelope",
      "passwordEnvelope")
    SELECT gen_random_uuid(), made."tenantId", made.id, number, 1, true, 'client',
      (CASE WHEN number % 100 = 0 THEN 'revoked' ELSE 'active' END)::"CertificateState",
      'client' || number, 'u' || lpad((number % 1000)::text, 8, '0'), '1' || lpad(number::text, 31, '0'),
      '2026-04-01', timestamptz '2026-04-01' + number % 1500 * interval '1 day', '2026-04-01', '2026-04-01', 'client',
      gen_random_uuid(), repeat('x', 900)::bytea, repeat('x', 1100)::bytea, 'thumbprint ' || number, ''::bytea, ''::bytea
    FROM made`;
