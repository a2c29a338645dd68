import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let office: typeof import("./office.ts");
let operator: Scope;
let clinic: Scope;
let other: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  office = await import("./office.ts");
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
  await house.makeUser(clinic, "first");
  await house.makeUser(other, "second");
});

after(() => database.close());

describe("the office", () => {
  test("is the operator's at home, and the system's", async () => {
    for (const scope of [house.as(clinic, "operator"), house.as(clinic, "administrator"), house.as(operator, "auditor")]) {
      assert.throws(() => office.officeDb(scope), house.isCode("NOT_PERMITTED"));
      assert.throws(() => office.inOffice(scope, async () => {}), house.isCode("NOT_PERMITTED"));
      await assert.rejects(office.officeScope(scope, "u00000001"), house.isCode("NOT_PERMITTED"));
    }
    assert.equal(await office.officeDb(operator).user.count(), 2);
    await assert.rejects(office.officeScope(operator, "u00000099"), house.isCode("NOT_FOUND"));
  });
});

describe("one organisation within the office's transaction", () => {
  const inside = <T>(run: (scope: Scope) => Promise<T>) =>
    office.inOffice(operator, (inner) => run(office.within(inner, clinic.tenant)));

  test("sees and changes its own rows alone, whatever is asked for", async () => {
    assert.deepEqual(await inside(({ db }) => db.user.findMany().then((users) => users.map(({ loginId }) => loginId))), [
      "first",
    ]);
    assert.equal(await inside(({ db }) => db.user.findUnique({ where: { loginId: "second" } })), null);
    assert.equal((await inside(({ db }) => db.user.updateMany({ data: { name: "新" } }))).count, 1);
    assert.equal(await inside(({ db }) => db.user.count({ where: { tenantId: other.tenant.id } })), 0);
  });

  test("makes none of another's, and speaks no SQL of its own", async () => {
    const user = { loginId: "third", name: "x", role: "general", passwordHash: "", tenantId: other.tenant.id } as const;
    await assert.rejects(
      inside(({ db }) => db.user.create({ data: user })),
      /another tenant/,
    );
    await assert.rejects(
      inside(async ({ db }) =>
        (db as unknown as { $queryRawUnsafe(text: string): Promise<unknown> }).$queryRawUnsafe("SELECT 1"),
      ),
      /raw SQL/,
    );
  });

  test("is undone with the rest of the transaction", async () => {
    const { recordAudit } = await import("../audit/record.ts");
    const entries = () => clinic.db.auditEntry.count();
    const before = await entries();
    const failing = inside(async (scope) => {
      await scope.db.user.updateMany({ data: { name: "消える" } });
      await recordAudit(scope, { action: "test:write", target: "x" });
      throw new Error("too late");
    });
    await assert.rejects(failing, /too late/);
    assert.equal(await clinic.db.user.count({ where: { name: "消える" } }), 0);
    assert.equal(await entries(), before);
  });
});
