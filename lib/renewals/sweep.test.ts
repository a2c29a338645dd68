import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let clinic: Scope;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/renewals.ts");
let sweepRenewals: typeof import("./sweep.ts")["sweepRenewals"];

before(async () => {
  database = await openTestDatabase();
  [house, kit] = await Promise.all([import("#tests/scopes.ts"), import("#tests/renewals.ts")]);
  ({ sweepRenewals } = await import("./sweep.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(() => database.close());

test("addresses go a day after they are over, attempts after 400 days; what is younger stays, and so does the log", async () => {
  const { askRenewal } = await import("./ask.ts");
  const number = await kit.issued(clinic);
  await askRenewal(await kit.holder(clinic, number), { origin: kit.origin });
  await askRenewal(await kit.holder(clinic, number, house.daysLater(1, kit.inWindow), {}, 1), { origin: kit.origin });
  const counts = async () => [await clinic.db.renewalLink.count(), await clinic.db.renewalAttempt.count()];
  const entries = await clinic.db.auditEntry.count();
  const sweeps = [
    [1, [2, 2]],
    [1.5, [1, 2]],
    [400, [0, 2]],
    [400.5, [0, 1]],
    [402, [0, 0]],
    [402, [0, 0]],
  ] as const;
  for (const [days, left] of sweeps) {
    await Promise.all([1, 2].map(() => sweepRenewals(house.daysLater(days, kit.inWindow))));
    assert.deepEqual(await counts(), left, `after ${days} days`);
  }
  assert.equal(await clinic.db.auditEntry.count(), entries);
});

test("many at once", async () => {
  const number = await kit.issued(clinic);
  const row = { tenantId: clinic.tenant.id, number, generation: 1, commonName: "any", serial: "any", door: "api" } as const;
  const about = { result: "repeated", address: "", tlsVersion: "", program: "" } as const;
  const at = house.today;
  const data = Array.from({ length: 2_500 }, () => ({ ...row, ...about, firstAt: at, lastAt: at }));
  await clinic.db.renewalAttempt.createMany({ data });
  await sweepRenewals(house.daysLater(500));
  assert.equal(await clinic.db.renewalAttempt.count(), 0);
});
