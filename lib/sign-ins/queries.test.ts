import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Actor, Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let list: typeof import("./queries.ts")["listSignIns"];
let inputs: typeof import("./inputs.ts");
let clinic: Scope;
let other: Scope;
let number: number;
let serial: string;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ listSignIns: list } = await import("./queries.ts"));
  inputs = await import("./inputs.ts");
  const { makeSignInPartitions } = await import("./make-partitions.ts");
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  await makeSignInPartitions(house.daysLater(-400));
  await makeSignInPartitions(house.daysLater(-60));
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
  [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
  const row = await clinic.db.certificate.findFirstOrThrow({ where: { number } });
  serial = row.serial;
});

after(() => database.close());

/** Rows of a place and time of its own for each test, so that none sees another's. */
async function add(rows: readonly Partial<Row>[], tenant = clinic) {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const blank = { door: "portal", result: "success", address: "192.0.2.1", userAgent: "test", at: house.today };
  const data = rows.map((row) => ({ ...blank, tenantId: tenant.tenant.id, loginId: "admin", ...row }));
  await systemDb().signIn.createMany({ data });
}

interface Row {
  id: string;
  at: Date;
  loginId: string;
  userId: string;
  result: string;
  address: string;
  commonName: string;
  serial: string;
}

const find = async (query: Record<string, string>, scope = house.as(clinic, "auditor")) =>
  list(scope, inputs.signInListInput.parse(query));
const seconds = (count: number, from = house.today) => new Date(from.getTime() + count * 1000);

describe("pages", () => {
  const address = "198.51.100.1";

  before(() =>
    // Four of one millisecond stand across the end of the first page, others in months before, and before every partition.
    add(
      [
        ...Array.from({ length: 48 }, (_, back) => seconds(-back)),
        ...Array.from({ length: 4 }, () => seconds(-60)),
        ...Array.from({ length: 60 }, (_, back) => house.daysLater(-back * 20 - 1)),
      ].map((at) => ({ at, address })),
    ),
  );

  async function walk(query: Record<string, string>) {
    const pages = [];
    let page = await find(query);
    for (;;) {
      pages.push(page.rows.map(({ id }) => id));
      if (!page.older) return { pages, last: page };
      page = await find({ ...query, at: page.older.at.toISOString(), id: page.older.id });
    }
  }

  test("hold every row once, newest first, whatever month and however many of one millisecond", async () => {
    const { pages } = await walk({ address });
    assert.deepEqual(
      pages.map((page) => page.length),
      [50, 50, 12],
    );
    const rows = await clinic.db.signIn.findMany({ where: { address }, orderBy: [{ at: "desc" }, { id: "desc" }] });
    assert.deepEqual(
      pages.flat(),
      rows.map(({ id }) => id),
    );
  });

  test("lead back the same way, to a whole first page", async () => {
    const { pages, last } = await walk({ address });
    const back = await find({ address, turn: "back", at: at(last.newer), id: last.newer?.id ?? "" });
    assert.deepEqual(
      back.rows.map(({ id }) => id),
      pages[1],
    );
    const first = await find({ address, turn: "back", at: at(back.newer), id: back.newer?.id ?? "" });
    assert.deepEqual(
      first.rows.map(({ id }) => id),
      pages[0],
    );
    assert.equal(first.newer, undefined);
    const fewer = await find({ address, turn: "back", at: at(first.rows[3]), id: first.rows[3]?.id ?? "" });
    assert.deepEqual(
      fewer.rows.map(({ id }) => id),
      pages[0],
    );
  });

  test("stay as they are while rows are added", async () => {
    const { pages } = await walk({ address, result: "success" });
    const first = await find({ address, result: "success" });
    await add([
      { at: seconds(1), address },
      { at: seconds(-60), address, result: "failure" },
    ]);
    const second = await find({ address, result: "success", at: at(first.older), id: first.older?.id ?? "" });
    assert.deepEqual(
      second.rows.map(({ id }) => id),
      pages[1],
    );
  });

  test("end at a period in Japan time, both days included", async () => {
    const days = ["2026-03-04T14:59:59.999Z", "2026-03-04T15:00:00Z", "2026-03-06T14:59:59.999Z", "2026-03-06T15:00:00Z"];
    await add(days.map((day) => ({ at: new Date(day), loginId: "period" })));
    const { rows } = await find({ loginId: "period", from: "2026-03-05", to: "2026-03-06" });
    assert.deepEqual(
      rows.map((row) => row.at.toISOString()),
      ["2026-03-06T14:59:59.999Z", "2026-03-04T15:00:00.000Z"],
    );
    assert.equal((await find({ loginId: "period", from: "2026-03-07", to: "2026-03-01" })).rows.length, 0);
    assert.equal((await find({ loginId: "period", to: "2025-01-01" })).rows.length, 0);
  });

  test("hold what a clock that was wrong left before and after all months", async () => {
    const moments = ["2199-01-01T00:00:00.000Z", "2001-01-01T00:00:00.000Z"];
    await add(moments.map((moment) => ({ at: new Date(moment), loginId: "clock" })));
    const { rows } = await find({ loginId: "clock" });
    assert.deepEqual(
      rows.map((row) => row.at.toISOString()),
      moments,
    );
  });

  const at = (place: { at: Date } | undefined) => place?.at.toISOString() ?? "";
});

describe("a filter", () => {
  before(() =>
    add([
      { loginId: "filter.user", commonName: `client${number}`, serial, address: "2001:db8::1" },
      { loginId: "filter.user", commonName: "client99999", serial: "0a".repeat(16), address: "203.0.113.9", result: "failure" },
    ]),
  );

  const shown = async (query: Record<string, string>) =>
    (await find(query)).rows.map((row) => (row.address === "203.0.113.9" ? "second" : "first"));

  for (const [name, query, expected] of [
    ["login ID", { loginId: "filter.user" }, ["second", "first"]],
    ["login ID in capitals and full width", { loginId: " ＦＩＬＴＥＲ.User" }, ["second", "first"]],
    ["a part of a login ID", { loginId: "filter" }, []],
    ["failures", { loginId: "filter.user", result: "failure" }, ["second"]],
    ["successes", { loginId: "filter.user", result: "success" }, ["first"]],
    ["common name", { certificate: "client99999" }, ["second"]],
    ["subject", { certificate: "CN=client99999,O=u00000001" }, ["second"]],
    ["serial number", { certificate: "0a".repeat(16) }, ["second"]],
    ["serial number with colons and capitals", { certificate: Array(16).fill("0A").join(":") }, ["second"]],
    ["serial number without its first zero", { certificate: `0x${"0a".repeat(16).slice(1)}` }, ["second"]],
    ["no certificate of that number", { certificate: "4711" }, []],
    ["IPv6, written long", { address: "2001:0DB8:0:0:0:0:0:1" }, ["first"]],
    ["IPv6 in brackets", { address: "[2001:db8::1]" }, ["first"]],
    ["IPv4 as IPv6", { address: "::ffff:203.0.113.9" }, ["second"]],
    ["no address", { address: "203.0.113" }, []],
    ["no address at all", { address: "'; DROP TABLE sign_ins" }, []],
    ["NUL", { loginId: "filter.user\0" }, []],
    ["half a character", { certificate: "\ud800" }, []],
  ] as const) {
    test(`by ${name}`, async () => {
      const found = await shown(query);
      assert.deepEqual(found.toSorted(), [...expected].toSorted());
    });
  }

  test("by the number of a certificate", async () => {
    for (const certificate of [String(number), `00${number}`]) assert.deepEqual(await shown({ certificate }), ["first"]);
  });

  test("that the address misspells is left out", () => {
    const input = inputs.signInListInput.parse({ from: "2026-02-30x", result: "maybe", at: "yesterday", turn: "round" });
    assert.deepEqual([input.from, input.result, input.at, input.turn], [undefined, "all", undefined, "on"]);
  });
});

describe("whose rows", () => {
  const id = randomUUID();

  before(async () => {
    await add([{ loginId: "own", userId: id }, { loginId: "own" }, { loginId: "stranger" }]);
    await add(
      [
        { loginId: "own", userId: id },
        { loginId: "elsewhere", address: "198.51.100.77" },
      ],
      other,
    );
  });

  test("another tenant's never show, by whatever filter", async () => {
    for (const query of [{ address: "198.51.100.77" }, { loginId: "elsewhere" }])
      assert.equal((await find(query)).rows.length, 0);
    const seen = await find({ address: "198.51.100.77" }, house.as(other, "administrator"));
    assert.equal(seen.rows.length, 1);
  });

  test("who reads only their own sees no attempt of others, also not of the same login ID or by asking for one", async () => {
    const { rows } = await find({ loginId: "stranger" }, actingAs("general"));
    assert.deepEqual(
      rows.map((row) => row.loginId),
      ["own"],
    );
    assert.equal((await find({ loginId: "own" }, actingAs("auditor"))).rows.length, 2);
  });

  test("an entrusted vendor reads none", () =>
    assert.rejects(find({}, actingAs("entrustedServer")), house.isCode("NOT_PERMITTED")));

  function actingAs(standing: Actor["standing"]): Scope {
    const scope = house.as(clinic, standing);
    const user = { id, loginId: "own", name: "own", organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
    return { ...scope, actor: { ...scope.actor, user } };
  }
});

test("the sign-in before the present one is the person's own last success, whatever failed or others did since", async () => {
  const { previousSignIn } = await import("./queries.ts");
  const { signIn } = await import("#lib/sessions/sign-in.ts");
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const user = await house.makeUser(clinic, "again", "general");
  const earlier = { loginId: "again", userId: user.id };
  await add([
    { ...earlier, at: house.daysLater(-300), address: "192.0.2.100" },
    { ...earlier, at: house.daysLater(-2), result: "failure" },
    { loginId: "again", at: house.daysLater(-1) },
  ]);
  await signIn({ loginId: "again", password: user.password }, await house.peerOf(number), clinic.clock);
  const session = await systemDb().session.findFirstOrThrow({ where: { userId: user.id } });
  const scope = house.as(clinic, "general");
  const organization = { organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
  const actor = {
    ...scope.actor,
    sessionId: session.id,
    user: { ...organization, id: user.id, loginId: "again", name: "again" },
  };
  assert.deepEqual(await previousSignIn({ ...scope, actor }), { at: house.daysLater(-300), address: "192.0.2.100" });
});
