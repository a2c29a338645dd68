import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let notices: typeof import("./create.ts") &
  typeof import("./change.ts") &
  typeof import("./withdraw.ts") &
  typeof import("./queries.ts") &
  typeof import("./inputs.ts");
let office: Scope;
let clinic: Scope;
let other: Scope;

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
  notices = Object.assign({}, ...(await Promise.all(parts)));
  office = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = house.as(await house.makeTenant("u00000001"), "administrator");
  other = house.as(await house.makeTenant("u00000002"), "administrator");
});

after(() => database.close());

/** What the form sends; `today` is 2026-04-10 10:00 in Japan. */
function form(changes: Readonly<Record<string, string>> = {}) {
  return {
    id: randomUUID(),
    audience: "system",
    tenant: "",
    title: "お知らせ",
    body: "本文",
    startsAt: "2026-04-10T09:00",
    endsAt: "",
    ...changes,
  };
}

async function made(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const input = notices.noticeInput.parse(form(changes));
  await notices.createNotice(office, input);
  return input.id;
}

async function change(id: string, version: number, changes: Readonly<Record<string, string>> = {}): Promise<void> {
  await notices.changeNotice(office, notices.changeNoticeInput.parse({ ...form(changes), id, version: String(version) }));
}

async function titles(scope: Scope): Promise<{ system: string[]; administrators: string[] | undefined }> {
  const { system, administrators } = await notices.listNotices(scope);
  return { system: system.map(({ title }) => title), administrators: administrators?.map(({ title }) => title) };
}

function entries(scope: Scope, id: string) {
  return scope.db.auditEntry.findMany({
    where: { facts: { path: ["id"], equals: id } },
    orderBy: { sequence: "asc" },
    select: { action: true, target: true, facts: true },
  });
}

describe("a notice", () => {
  test("for all stands on every TOP within its period, and in the operator's log alone", async () => {
    const id = await made({ title: "全員へ", endsAt: "2026-04-11T00:00" });
    await made({ title: "来週から", startsAt: "2026-04-17T00:00" });
    for (const scope of [clinic, other]) assert.deepEqual((await titles(scope)).system, ["全員へ"]);
    assert.deepEqual((await titles(house.as(clinic, "administrator", house.daysLater(1)))).system, []);
    assert.deepEqual((await titles(house.as(clinic, "administrator", house.daysLater(7)))).system, ["来週から"]);
    assert.deepEqual(
      (await entries(office, id)).map(({ action, target }) => [action, target]),
      [["notices:create", "全員へ"]],
    );
    assert.deepEqual(await entries(clinic, id), []);
  });

  test("for one organisation is seen by no other, and both logs tell of it", async () => {
    const id = await made({ title: "貴院へ", tenant: "U00000001", audience: "administrators" });
    assert.deepEqual((await titles(clinic)).administrators, ["貴院へ"]);
    assert.deepEqual((await titles(other)).administrators, []);
    for (const scope of [office, clinic]) assert.equal((await entries(scope, id)).length, 1);
    assert.deepEqual(await entries(other, id), []);
    await notices.withdrawNotice(office, { id, version: 0 });
  });

  test("of the administrators is not for general users", async () => {
    const id = await made({ audience: "administrators", title: "管理者へ" });
    assert.deepEqual((await titles(clinic)).administrators, ["管理者へ"]);
    assert.deepEqual((await titles(house.as(clinic, "auditor"))).administrators, ["管理者へ"]);
    assert.equal((await titles(house.as(clinic, "general"))).administrators, undefined);
    await notices.withdrawNotice(office, { id, version: 0 });
  });

  test("is made once by a form that is sent twice, also at the same time", async () => {
    const input = notices.noticeInput.parse(form({ title: "二度押し" }));
    await Promise.all([notices.createNotice(office, input), notices.createNotice(office, input)]);
    await notices.createNotice(office, input);
    assert.equal((await entries(office, input.id)).length, 1);
    await assert.rejects(notices.createNotice(office, { ...input, title: "別" }), house.isCode("ENTRY_CHANGED"));
  });

  test("is for an organisation that there is", async () => {
    await assert.rejects(made({ tenant: "u99999999" }), house.isCode("TENANT_UNKNOWN"));
    const id = await made();
    await assert.rejects(change(id, 0, { tenant: "u99999999" }), house.isCode("TENANT_UNKNOWN"));
    assert.equal((await notices.getNotice(office, id)).orcamoId, null);
  });
});

describe("a changed notice", () => {
  test("is told with what it was and what it is, in the logs of both organisations that it concerns", async () => {
    const id = await made({ title: "移す", tenant: "u00000001", important: "on" });
    await change(id, 0, { title: "移した", tenant: "u00000002", important: "on" });
    for (const scope of [office, clinic, other]) {
      assert.deepEqual((await entries(scope, id)).at(-1), {
        action: "notices:change",
        target: "移した",
        facts: {
          id,
          "tenant.before": "u00000001",
          "tenant.after": "u00000002",
          "title.before": "移す",
          "title.after": "移した",
        },
      });
    }
    assert.ok(!(await titles(clinic)).system.includes("移した"));
    assert.ok((await titles(other)).system.includes("移した"));
  });

  test("is not overwritten by who saw it before, and of two at once one holds", async () => {
    const id = await made({ title: "元" });
    const answers = await Promise.allSettled([change(id, 0, { title: "甲" }), change(id, 0, { title: "乙" })]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(house.isCode("ENTRY_CHANGED")(refused[0]?.reason));
    const { title, version } = await notices.getNotice(office, id);
    assert.equal(version, 1);
    await Promise.all([change(id, 0, { title }), change(id, 0, { title })]);
    assert.equal((await notices.getNotice(office, id)).version, 1, "the same again is done already");
    await assert.rejects(change(id, 0, { title: "丙" }), house.isCode("ENTRY_CHANGED"));
    assert.equal((await entries(office, id)).length, 2);
  });

  test("that was withdrawn is gone from TOP, stays in the list, and changes no more", async () => {
    const id = await made({ title: "取り下げる" });
    await assert.rejects(notices.withdrawNotice(office, { id, version: 7 }), house.isCode("ENTRY_CHANGED"));
    await Promise.all([notices.withdrawNotice(office, { id, version: 0 }), notices.withdrawNotice(office, { id, version: 0 })]);
    await notices.withdrawNotice(office, { id, version: 0 });
    assert.ok(!(await titles(clinic)).system.includes("取り下げる"));
    const input = notices.noticeListInput.parse({ status: "withdrawn" });
    assert.ok((await notices.listAllNotices(office, input)).rows.some((row) => row.id === id));
    await assert.rejects(change(id, 1), house.isCode("ENTRY_CHANGED"));
    assert.deepEqual(
      (await entries(office, id)).map(({ action }) => action),
      ["notices:create", "notices:withdraw"],
    );
  });
});

describe("the operator's list", () => {
  test("is filtered by status, kind and organisation, and paged", async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 21; index++) ids.add(await made({ tenant: "u00000002", audience: "administrators" }));
    const list = (query: Record<string, string>) => notices.listAllNotices(office, notices.noticeListInput.parse(query));
    const first = await list({ tenant: "u00000002", audience: "administrators", status: "shown" });
    const second = await list({ tenant: "u00000002", audience: "administrators", status: "shown", page: "2" });
    assert.deepEqual([first.page.total, first.rows.length, second.rows.length], [21, 20, 1]);
    assert.deepEqual(new Set([...first.rows, ...second.rows].map(({ id }) => id)), ids);
    assert.deepEqual((await list({ tenant: "u00000002", audience: "administrators", status: "upcoming" })).rows, []);
    for (const row of (await list({ status: "upcoming" })).rows) assert.equal(row.status, "upcoming");
    assert.equal((await list({ status: "nonsense", page: "-1" })).page.number, 1);
  });

  test("a notice that there is not is not found", async () => {
    const id = randomUUID();
    await assert.rejects(notices.getNotice(office, id), house.isCode("NOT_FOUND"));
    await assert.rejects(change(id, 0), house.isCode("NOT_FOUND"));
    await assert.rejects(notices.withdrawNotice(office, { id, version: 0 }), house.isCode("NOT_FOUND"));
  });

  test("is for the operator in its own organisation alone", async () => {
    const input = notices.noticeInput.parse(form());
    const visitor = { ...house.as(clinic, "operator") };
    for (const scope of [clinic, house.as(clinic, "general"), visitor, house.as(other, "vendor")]) {
      await assert.rejects(notices.createNotice(scope, input), house.isCode("NOT_PERMITTED"));
      await assert.rejects(notices.listAllNotices(scope, notices.noticeListInput.parse({})), house.isCode("NOT_PERMITTED"));
      await assert.rejects(notices.getNotice(scope, input.id), house.isCode("NOT_PERMITTED"));
      await assert.rejects(notices.changeNotice(scope, { ...input, version: 0 }), house.isCode("NOT_PERMITTED"));
      await assert.rejects(notices.withdrawNotice(scope, { id: input.id, version: 0 }), house.isCode("NOT_PERMITTED"));
    }
  });
});

describe("the form", () => {
  for (const [field, value] of [
    ["title", ""],
    ["title", "あ".repeat(201)],
    ["title", "件名\u202eいけない"],
    ["title", "二\n行"],
    ["body", "あ".repeat(10_001)],
    ["body", "\u0000"],
    ["tenant", "u1"],
    ["audience", "everyone"],
    ["startsAt", ""],
    ["startsAt", "2026-02-30T10:00"],
    ["endsAt", "2026-04-10T09:00"],
    ["endsAt", "tomorrow"],
    ["id", "1"],
  ] as const) {
    test(`refuses ${field} ${JSON.stringify(value).slice(0, 30)}`, () => {
      const read = notices.noticeInput.safeParse(form({ [field]: value }));
      assert.deepEqual(
        read.error?.issues.map(({ path }) => path[0]),
        [field],
      );
      assert.match(read.error?.issues[0]?.message ?? "", /ください。$/);
    });
  }

  test("takes times as Japan's, lines of any system, and letters as they were meant", () => {
    const read = notices.noticeInput.parse(form({ title: "ＡＢＣ", body: "① 一\r\n二", endsAt: "2026-04-10T22:30" }));
    assert.deepEqual([read.title, read.body], ["ABC", "① 一\n二"]);
    assert.deepEqual(read.endsAt, new Date("2026-04-10T13:30:00Z"));
    assert.equal(read.important, false);
  });
});
