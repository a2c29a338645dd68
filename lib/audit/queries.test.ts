import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { describeActor, describeFacts } from "./describe.ts";
import { logListInput } from "./inputs.ts";
import { logPageSize } from "./model.ts";
import { type LogPage, listEntries } from "./queries.ts";
import { recordAudit } from "./record.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let clinic: Scope;
let administrator: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  clinic = await house.makeTenant("u00000001");
  administrator = house.as(clinic, "administrator", house.daysLater(3));
  const other = await house.makeTenant("u00000002");
  await recordAudit(other, { action: "users:stop", target: "foreign" });
  for (let entry = 2; entry <= 2 * logPageSize + 10; entry++) {
    const scope = entry % 2 === 0 ? clinic : administrator;
    await recordAudit(scope, { action: entry % 5 === 0 ? "users:stop" : "users:edit", target: `entry ${entry}` });
  }
});

after(() => database.close());

const list = (query: Record<string, string> = {}) => listEntries(house.as(clinic, "auditor"), logListInput.parse(query));
const numbers = ({ rows }: LogPage) => rows.map(({ sequence }) => Number(sequence));

test("the newest come first; every entry is met once on the way to the oldest, and again on the way back", async () => {
  const last = 2 * logPageSize + 10;
  const all = Array.from({ length: last }, (_, index) => last - index);
  const pages = [await list()];
  for (let page = pages[0]; page?.before; page = pages.at(-1)) pages.push(await list({ before: String(page.before) }));
  assert.deepEqual(pages.flatMap(numbers), all);
  assert.equal(pages[0]?.after, undefined);
  const back = [pages.at(-1)];
  for (let page = back[0]; page?.after; page = back[0]) back.unshift(await list({ after: String(page.after) }));
  assert.deepEqual(
    back.flatMap((page) => (page ? numbers(page) : [])),
    all,
  );
});

test("filters by period, action and person are kept while turning pages", async () => {
  const one = await list({ action: "users:stop" });
  assert.equal(one.rows.length, 22);
  assert.ok(one.rows.every(({ action }) => action === "ユーザの停止"));
  assert.ok((await list({ person: "ADMINISTRATOR" })).rows.every(({ actor }) => actor.who.startsWith("administrator")));
  assert.deepEqual(numbers(await list({ person: "administrator", before: "10" })), [9, 7, 5, 3]);
  assert.deepEqual(numbers(await list({ person: "nobody" })), []);
  // The clinic's clock shows 10:00 of 10 April in Japan, the administrator's three days later.
  assert.equal((await list({ from: "2026-04-10", to: "2026-04-10" })).rows.length, 50);
  assert.ok(numbers(await list({ from: "2026-04-11", to: "2026-04-13" })).every((sequence) => sequence % 2 === 1));
  assert.deepEqual(numbers(await list({ to: "2026-04-09" })), []);
});

test("what an address should not hold is left out or finds nothing", async () => {
  for (const before of ["0", "-1", "1e3", "99999999999999999999", "x", ""])
    assert.equal((await list({ before })).rows.length, 50, before);
  for (const person of ["%", "\0", "'; --", "_dministrator"]) assert.deepEqual(numbers(await list({ person })), [], person);
  assert.equal((await list({ action: "constructor" })).rows.length, 50);
  assert.equal((await list({ from: "2026-02-31" })).rows.length, 50);
});

test("who may not read it reads nothing of it", async () => {
  for (const standing of ["general", "vendor", "entrustedServer", "entrustedGeneral"] as const) {
    await assert.rejects(listEntries(house.as(clinic, standing), logListInput.parse({})), house.isCode("NOT_PERMITTED"));
  }
});

test("facts read as words: what was changed, from what to what", () => {
  const facts = {
    "role.before": "general",
    "role.after": "auditor",
    "state.before": "active",
    "state.after": "stopped",
    "name.before": null,
    "name.after": "x",
    count: 3,
    again: false,
    notAfter: "2029-04-10T14:59:59.000Z",
    reason: "keyCompromise",
    unheardOf: "as it is",
  };
  assert.deepEqual(describeFacts(facts), [
    { label: "権限", before: "一般", value: "監査者" },
    { label: "状態", before: "利用中", value: "停止中" },
    { label: "名称", before: "未設定", value: "x" },
    { label: "件数", value: "3" },
    { label: "同じセッションでの再取得", value: "いいえ" },
    { label: "有効期限", value: "2029/04/10 23:59:59" },
    { label: "理由", value: "紛失・盗難・漏洩のおそれ" },
    { label: "unheardOf", value: "as it is" },
  ]);
  assert.deepEqual(describeFacts({ before: "a", after: "" }), [{ label: "値", before: "a", value: "未設定" }]);
  assert.deepEqual(describeFacts(null), []);
});

test("the actor is a person with an organisation, or the portal itself", () => {
  const actor = {
    standing: "vendor",
    loginId: "v1",
    name: "担当",
    organization: "v00000001",
    address: "192.0.2.1",
    certificate: "vendor401",
  };
  assert.deepEqual(describeActor({ ...actor, serial: "0a" }), {
    who: "v1 担当",
    organization: "v00000001",
    address: "192.0.2.1",
    certificate: "vendor401",
    serial: "0a",
  });
  assert.equal(describeActor({ standing: "system", userAgent: "worker", address: "" }).who, "システム(worker)");
  assert.equal(describeActor("altered by somebody").who, "システム");
});
