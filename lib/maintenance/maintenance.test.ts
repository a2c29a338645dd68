import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let maintenance: typeof import("./create.ts") &
  typeof import("./change.ts") &
  typeof import("./withdraw.ts") &
  typeof import("./queries.ts") &
  typeof import("./inputs.ts");
let office: Scope;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const parts = [
    import("./create.ts"),
    import("./change.ts"),
    import("./withdraw.ts"),
    import("./queries.ts"),
    import("./inputs.ts"),
  ] as const;
  maintenance = Object.assign({}, ...(await Promise.all(parts)));
  office = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = house.as(await house.makeTenant("u00000001"), "general");
});

after(() => database.close());

const form = { title: "定期メンテナンス", startsAt: "2026-05-01T22:00", endsAt: "2026-05-02T00:00" };

async function made(changes: Partial<typeof form> = {}): Promise<string> {
  const input = maintenance.maintenanceInput.parse({ ...form, ...changes, id: randomUUID() });
  await maintenance.createMaintenance(office, input);
  return input.id;
}

function change(id: string, version: number, changes: Partial<typeof form>): Promise<void> {
  return maintenance.changeMaintenance(office, maintenance.changeMaintenanceInput.parse({ ...form, ...changes, id, version }));
}

function entries(id: string) {
  return office.db.auditEntry.findMany({
    where: { facts: { path: ["id"], equals: id } },
    orderBy: { sequence: "asc" },
    select: { action: true, target: true, facts: true },
  });
}

const on = (moment: string) => house.as(clinic, "general", new Date(moment));

describe("a maintenance window", () => {
  test("is announced to everybody until it is over, and is running in between", async () => {
    const id = await made();
    const seen = async (moment: string) => (await maintenance.nextMaintenance(on(moment)))?.status;
    assert.equal(await seen("2026-05-01T21:59:59+09:00"), "planned");
    assert.equal(await seen("2026-05-01T22:00:00+09:00"), "running");
    assert.equal(await seen("2026-05-02T00:00:00+09:00"), undefined);
    await maintenance.withdrawMaintenance(office, { id, version: 0 });
    assert.equal(await seen("2026-05-01T22:00:00+09:00"), undefined);
  });

  test("tells of what it overlaps, and not of what only touches it or was withdrawn", async () => {
    const id = await made({ startsAt: "2026-06-01T22:00", endsAt: "2026-06-02T00:00" });
    const inside = await made({ startsAt: "2026-06-01T23:00", endsAt: "2026-06-01T23:30" });
    await made({ startsAt: "2026-06-02T00:00", endsAt: "2026-06-02T01:00" });
    const gone = await made({ startsAt: "2026-06-01T23:00", endsAt: "2026-06-01T23:30" });
    await maintenance.withdrawMaintenance(office, { id: gone, version: 0 });
    const overlaps = async (of: string) => (await maintenance.getMaintenance(office, of)).overlaps.map((row) => row.id);
    assert.deepEqual(await overlaps(id), [inside]);
    assert.deepEqual(await overlaps(inside), [id]);
    assert.deepEqual(await overlaps(gone), []);
  });

  test("is made once by a form that is sent twice, and refused when its times are others", async () => {
    const input = maintenance.maintenanceInput.parse({ ...form, id: randomUUID() });
    await Promise.all([maintenance.createMaintenance(office, input), maintenance.createMaintenance(office, input)]);
    const other = { ...input, endsAt: new Date(input.endsAt.getTime() + 1) };
    await assert.rejects(maintenance.createMaintenance(office, other), house.isCode("ENTRY_CHANGED"));
    assert.equal((await entries(input.id)).length, 1);
  });

  test("is changed with what it was in the log, by one of two, and not after it was withdrawn", async () => {
    const id = await made({ startsAt: "2026-07-01T22:00", endsAt: "2026-07-02T00:00" });
    const later = { startsAt: "2026-07-01T23:00", endsAt: "2026-07-02T00:00" };
    await Promise.all([change(id, 0, later), change(id, 0, later)]);
    await assert.rejects(change(id, 0, { ...later, title: "別" }), house.isCode("ENTRY_CHANGED"));
    assert.deepEqual((await entries(id)).at(-1), {
      action: "maintenance:change",
      target: "定期メンテナンス",
      facts: { id, "startsAt.before": "2026-07-01T13:00:00.000Z", "startsAt.after": "2026-07-01T14:00:00.000Z" },
    });
    await assert.rejects(maintenance.withdrawMaintenance(office, { id, version: 0 }), house.isCode("ENTRY_CHANGED"));
    await Promise.all([
      maintenance.withdrawMaintenance(office, { id, version: 1 }),
      maintenance.withdrawMaintenance(office, { id, version: 1 }),
    ]);
    await assert.rejects(change(id, 2, form), house.isCode("ENTRY_CHANGED"));
    assert.equal((await entries(id)).length, 3);
    const { rows } = await maintenance.listMaintenance(office, { page: 1 });
    assert.equal(rows.find((row) => row.id === id)?.status, "withdrawn");
  });

  test("ends after it begins, at times that exist", () => {
    const bad = [{ endsAt: form.startsAt }, { endsAt: "" }, { startsAt: "2026-06-31T10:00" }, { title: " " }];
    for (const changes of bad) {
      const read = maintenance.maintenanceInput.safeParse({ ...form, ...changes, id: randomUUID() });
      assert.deepEqual(
        read.error?.issues.map(({ path }) => path[0]),
        Object.keys(changes),
      );
    }
  });

  test("is the operator's alone to make, and what there is not is not found", async () => {
    const input = maintenance.maintenanceInput.parse({ ...form, id: randomUUID() });
    for (const scope of [clinic, house.as(clinic, "administrator"), house.as(clinic, "operator")]) {
      await assert.rejects(maintenance.createMaintenance(scope, input), house.isCode("NOT_PERMITTED"));
      await assert.rejects(maintenance.changeMaintenance(scope, { ...input, version: 0 }), house.isCode("NOT_PERMITTED"));
      await assert.rejects(maintenance.withdrawMaintenance(scope, { ...input, version: 0 }), house.isCode("NOT_PERMITTED"));
      await assert.rejects(maintenance.listMaintenance(scope, { page: 1 }), house.isCode("NOT_PERMITTED"));
      await assert.rejects(maintenance.getMaintenance(scope, input.id), house.isCode("NOT_PERMITTED"));
    }
    await assert.rejects(change(input.id, 0, {}), house.isCode("NOT_FOUND"));
    await assert.rejects(maintenance.getMaintenance(office, input.id), house.isCode("NOT_FOUND"));
    await assert.rejects(maintenance.withdrawMaintenance(office, { ...input, version: 0 }), house.isCode("NOT_FOUND"));
  });
});
