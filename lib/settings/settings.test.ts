import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let settings: typeof import("./change.ts") &
  typeof import("./current.ts") &
  typeof import("./queries.ts") &
  typeof import("./inputs.ts") &
  typeof import("./environment.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let office: Scope;
let clinic: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const parts = [
    import("./change.ts"),
    import("./current.ts"),
    import("./queries.ts"),
    import("./inputs.ts"),
    import("./environment.ts"),
  ] as const;
  settings = Object.assign({}, ...(await Promise.all(parts)));
  office = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = house.as(await house.makeTenant("u00000001"), "administrator");
});

beforeEach(async () => {
  const { values, defaults, version } = await settings.getSettings(office);
  if (JSON.stringify(values) !== JSON.stringify(defaults)) await settings.changeSettings(office, { ...defaults, version });
});

after(() => database.close());

async function change(changes: Partial<import("./inputs.ts").SettingsInput>): Promise<void> {
  const { values, version } = await settings.getSettings(office);
  await settings.changeSettings(office, { ...values, version, ...changes });
}

function entries() {
  return office.db.auditEntry.findMany({ where: { action: "settings:change" }, orderBy: { sequence: "asc" } });
}

describe("a setting", () => {
  test("is the environment's until the operator sets it, and again when set back", async () => {
    const { defaults } = await settings.getSettings(office);
    assert.deepEqual(settings.currentSettings(), defaults);
    await change({ sessionIdleMinutes: 45, supportPhone: "03-0000-0000" });
    assert.equal(settings.currentSettings().sessionIdleMinutes, 45);
    assert.equal(settings.currentSettings().supportPhone, "03-0000-0000");
    await change({ sessionIdleMinutes: defaults.sessionIdleMinutes });
    assert.equal(settings.currentSettings().sessionIdleMinutes, defaults.sessionIdleMinutes);
    const stored = await systemDb().setting.findUnique({ where: { key: "sessionIdleMinutes" } });
    assert.equal(stored?.value, null, "it goes with the environment from then on");
  });

  test("is changed with before and after in the operator's log, and nothing where nothing changed", async () => {
    const count = (await entries()).length;
    await change({ signInRetentionYears: 7 });
    await change({ signInRetentionYears: 7 });
    const written = await entries();
    assert.equal(written.length, count + 1);
    assert.deepEqual(written.at(-1)?.facts, { "signInRetentionYears.before": 5, "signInRetentionYears.after": 7 });
  });

  test("is not overwritten by who saw it before; of two at once one holds, and a double click is one change", async () => {
    const { values, version } = await settings.getSettings(office);
    const [one, other] = [
      { ...values, version, sessionIdleMinutes: 40 },
      { ...values, version, sessionAbsoluteHours: 4 },
    ];
    const answers = await Promise.allSettled([settings.changeSettings(office, one), settings.changeSettings(office, other)]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(house.isCode("ENTRY_CHANGED")(refused[0]?.reason));
    const count = (await entries()).length;
    await change({ sessionIdleMinutes: 50 });
    const again = { ...(await settings.getSettings(office)).values, version };
    await Promise.all([settings.changeSettings(office, again), settings.changeSettings(office, again)]);
    assert.equal((await entries()).length, count + 1);
  });

  test("that stands in the database and is not allowed counts as none", async () => {
    await systemDb().setting.upsert({
      where: { key: "sessionAbsoluteHours" },
      create: { key: "sessionAbsoluteHours", value: 9000, changedAt: new Date() },
      update: { value: 9000 },
    });
    const { sessionAbsoluteHours } = await settings.freshSettings();
    assert.equal(sessionAbsoluteHours, settings.environmentSettings().sessionAbsoluteHours);
  });

  test("asks for the password that was shown lately, and for the operator in its own organisation", async () => {
    const { values, version } = await settings.getSettings(office);
    const input = { ...values, version, sessionIdleMinutes: 60 };
    const now = new Date(office.clock.now().getTime() + 11 * 60_000);
    const late = { ...office, clock: { now: () => now } };
    await assert.rejects(settings.changeSettings(late, input), house.isCode("PROOF_REQUIRED"));
    for (const scope of [clinic, house.as(clinic, "operator"), house.as(clinic, "general")]) {
      await assert.rejects(settings.changeSettings(scope, input), house.isCode("NOT_PERMITTED"));
      await assert.rejects(settings.getSettings(scope), house.isCode("NOT_PERMITTED"));
      assert.throws(() => settings.listEnvironment(scope), house.isCode("NOT_PERMITTED"));
    }
  });
});

describe("the form", () => {
  const valid = {
    supportName: "窓口",
    supportPhone: "",
    supportMail: "",
    sessionIdleMinutes: "30",
    sessionAbsoluteHours: "8",
    signInRetentionYears: "5",
    version: "0",
  };

  test("takes a contact without telephone and mail", () => assert.ok(settings.settingsInput.safeParse(valid).success));

  for (const [field, value] of [
    ["supportName", " "],
    ["supportName", "窓口\u202e"],
    ["supportPhone", "tel"],
    ["supportMail", "no mail"],
    ["supportMail", "a@b.example\nBcc: x@y.example"],
    ["sessionIdleMinutes", "4"],
    ["sessionIdleMinutes", "121"],
    ["sessionIdleMinutes", "30.5"],
    ["sessionIdleMinutes", ""],
    ["sessionAbsoluteHours", "25"],
    ["signInRetentionYears", "4"],
    ["signInRetentionYears", "x"],
  ] as const) {
    test(`refuses ${field} ${JSON.stringify(value)}`, () => {
      const read = settings.settingsInput.safeParse({ ...valid, [field]: value });
      assert.deepEqual([...new Set(read.error?.issues.map(({ path }) => path[0]))], [field]);
      assert.match(read.error?.issues[0]?.message ?? "", /ください。$/);
    });
  }
});

describe("the environment's settings", () => {
  test("show where the database is and not with what password", () => {
    assert.equal(
      settings.databasePlace("postgresql://portal:s3cret@db.example:5433/portal?sslmode=require&password=x"),
      "db.example:5433/portal",
    );
    assert.equal(settings.databasePlace("host=/run user=x password=s3cret"), "設定あり");
    assert.equal(settings.databasePlace(undefined), "設定なし（付属のPostgreSQLを使用）");
    const shown = settings.listEnvironment(office);
    assert.ok(shown.some(({ name }) => name === "PORTAL_ORIGIN"));
    assert.ok(shown.some(({ name, value }) => name === "DATABASE_URL" && value.startsWith("設定なし")));
  });
});
