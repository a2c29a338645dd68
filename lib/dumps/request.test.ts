import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { withPeer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { cancelDump } from "./cancel.ts";
import { changeDumpSchedule } from "./change-schedule.ts";
import { claimDump } from "./claim.ts";
import { completeDump } from "./finish.ts";
import { dumpScheduleInput } from "./inputs.ts";
import { openDumpLink } from "./open-link.ts";
import { getDump, getDumpSchedule, listDumps } from "./queries.ts";
import { removeDump } from "./remove.ts";
import { requestDump } from "./request.ts";
import { startScheduledDump } from "./start-scheduled.ts";
import { sweepDumps } from "./sweep.ts";

let database: TestDatabase;
let clinic: Scope;
let administrator: Scope;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000452");
  const createdAt = house.today;
  await clinic.db.tenantDatabase.upsert({
    where: { tenantId: clinic.tenant.id },
    create: { tenantId: clinic.tenant.id, name: "tenant_u00000452", readyAt: createdAt, createdAt },
    update: { readyAt: createdAt },
  });
  administrator = house.as(clinic, "administrator");
});
afterEach(async () => {
  await systemPool().query(`UPDATE database_dumps SET state = 'removed'; DELETE FROM pgboss.job; DELETE FROM dump_links;
    UPDATE dump_schedules SET enabled = false, version = 0, "lastDay" = NULL`);
});
after(async () => {
  await stopJobSender();
  await database.close();
});

const click = () => ({ requestId: randomUUID() });
const jobs = async () => (await systemPool().query("SELECT FROM pgboss.job WHERE name = 'run-dump'")).rowCount;
const entries = (action: string) => clinic.db.auditEntry.count({ where: { action } });
const finish = (id: string) =>
  systemPool().query(
    `UPDATE database_dumps SET state = 'done', size = 3, sha256 = 'ab', "keyEnvelope" = '\\x00', "finishedAt" = now() WHERE id = $1`,
    [id],
  );

/** `count` dumps that are made already. */
async function withDumps(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const { id } = await requestDump(administrator, click());
    await finish(id);
    ids.push(id);
  }
  return ids;
}

const product = { size: 3, sha256: "ab", serverVersion: "17", tables: 1, rows: 1, keyEnvelope: Buffer.alloc(1) };

/** Until so many transactions stand before a lock. */
async function waiters(count: number): Promise<void> {
  const find = `SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE NOT l.granted AND a.datname = current_database()`;
  while ((await systemPool().query(find)).rowCount !== count) await new Promise(setImmediate);
}

describe("ダンプ実行", () => {
  test("makes a row, a job and an entry; the name tells clinic and time of Japan", async () => {
    const { id } = await requestDump(administrator, click());
    const dump = await getDump(administrator, id);
    assert.equal(dump.fileName, "u00000452_20260410_100000.dump");
    assert.equal(dump.state, "waiting");
    assert.equal(dump.loginId, "administrator");
    assert.equal(await jobs(), 1);
  });

  test("a double click finds the first, also at the same moment", async () => {
    const form = click();
    const before = await entries("dumps:request");
    const made = await Promise.all([requestDump(administrator, form), requestDump(administrator, form)]);
    made.push(await requestDump(administrator, form));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.equal(await jobs(), 1);
    assert.equal(await entries("dumps:request"), before + 1);
  });

  test("of two forms at once one is refused", async () => {
    const both = await Promise.allSettled([requestDump(administrator, click()), requestDump(administrator, click())]);
    const refused = both.filter((each) => each.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(house.isCode("DUMP_RUNNING")(refused[0]?.reason));
    assert.equal((await listDumps(administrator)).length, 1);
  });

  test("the sixth is refused, also when two ask for the fifth at once; those of the schedule and of imports do not count", async () => {
    const [first = ""] = await withDumps(4);
    await systemPool().query(`INSERT INTO database_dumps (id, "tenantId", kind, state, "fileName", "loginId", "createdAt")
      SELECT gen_random_uuid(), "tenantId", k::"DumpKind", 'failed', k, 'x', now() FROM database_dumps, unnest('{safety,scheduled}'::text[]) k WHERE id = '${first}'`);
    const both = await Promise.allSettled([requestDump(administrator, click()), requestDump(administrator, click())]);
    const made = both.flatMap((each) => (each.status === "fulfilled" ? [each.value.id] : []));
    assert.equal(made.length, 1);
    await finish(made[0] ?? "");
    await assert.rejects(requestDump(administrator, click()), house.isCode("DUMP_LIMIT"));
    await removeDump(administrator, { id: first });
    await requestDump(administrator, click());
  });

  test("no two have one name", async () => {
    await withDumps(3);
    const names = (await listDumps(administrator)).map(({ fileName }) => fileName);
    assert.equal(new Set(names).size, names.length);
  });

  test("is for those whom the table lets", async () => {
    for (const standing of ["auditor", "general", "operator"] as const) {
      await assert.rejects(requestDump(house.as(clinic, standing), click()), house.isCode("NOT_PERMITTED"), standing);
    }
  });

  test("waits for the clinic's database", async () => {
    const other = house.as(await house.makeTenant("u00000453"), "administrator");
    await systemDb().tenantDatabase.updateMany({ where: { tenantId: other.tenant.id }, data: { readyAt: null } });
    await assert.rejects(requestDump(other, click()), house.isCode("DATABASE_NOT_READY"));
  });
});

describe("キャンセル and 削除", () => {
  test("one that waits ends at once, and another may be asked for", async () => {
    const { id } = await requestDump(administrator, click());
    await cancelDump(administrator, { id });
    await cancelDump(administrator, { id });
    assert.equal((await getDump(administrator, id)).state, "cancelled");
    await requestDump(administrator, click());
  });

  test("one that runs is asked to end", async () => {
    const { id } = await requestDump(administrator, click());
    await systemDb().databaseDump.update({ where: { id }, data: { state: "running" } });
    await cancelDump(administrator, { id });
    const { state, cancelling } = await getDump(administrator, id);
    assert.deepEqual({ state, cancelling }, { state: "running", cancelling: true });
    await assert.rejects(removeDump(administrator, { id }), house.isCode("DUMP_RUNNING"));
  });

  test("one that ends at the same moment is over, nothing waits for ever, and the log does not say that it was cancelled", async () => {
    const { id } = await requestDump(administrator, click());
    const claim = (await claimDump(clinic, id)) ?? assert.fail();
    const before = await entries("dumps:cancel");
    const holder = await systemPool().connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM database_dumps WHERE id = $1 FOR UPDATE", [id]);
    const completed = completeDump(clinic, claim, product, null);
    await waiters(1);
    const cancelled = cancelDump(administrator, { id });
    await waiters(2);
    await holder.query("COMMIT");
    holder.release();
    await Promise.all([completed, cancelled]);
    assert.equal((await getDump(administrator, id)).state, "done");
    assert.equal(await entries("dumps:cancel"), before);
  });

  test("what is removed is gone with its key, once, and another clinic's is not found", async () => {
    const [id = ""] = await withDumps(1);
    const other = house.as(await house.makeTenant("u00000454"), "administrator");
    await assert.rejects(removeDump(other, { id }), house.isCode("NOT_FOUND"));
    await assert.rejects(cancelDump(other, { id }), house.isCode("NOT_FOUND"));
    await assert.rejects(getDump(other, id), house.isCode("NOT_FOUND"));
    const before = await entries("dumps:remove");
    await removeDump(administrator, { id });
    await removeDump(administrator, { id });
    const row = await systemDb().databaseDump.findUniqueOrThrow({ where: { id } });
    assert.equal(row.keyEnvelope, null);
    assert.equal(await entries("dumps:remove"), before + 1);
    assert.deepEqual(await listDumps(administrator), []);
  });
});

describe("ダウンロード", () => {
  test("a link is for a session with a certificate, after the password; of the token the database has a hash", async () => {
    const [id = ""] = await withDumps(1);
    await assert.rejects(openDumpLink(administrator, { id }), house.isCode("NOT_PERMITTED"));
    const peer = { certificate: { state: "valid", thumbprint: "T" } } as Parameters<typeof withPeer>[0];
    const session = { ...administrator, actor: { ...administrator.actor, sessionId: randomUUID() } };
    const { token, fileName } = await withPeer(peer, () => openDumpLink(session, { id }));
    assert.match(token, /^[\w-]{43}$/);
    assert.match(fileName, /^u00000452_/);
    const [link] = await systemDb().dumpLink.findMany();
    assert.ok(link && !JSON.stringify(link).includes(token));
    assert.equal(link.expiresAt.getTime() - link.createdAt.getTime(), 3_600_000);
    const late = { ...session, clock: clockAt(new Date(house.today.getTime() + 11 * 60_000)) };
    await assert.rejects(
      withPeer(peer, () => openDumpLink(late, { id })),
      house.isCode("PROOF_REQUIRED"),
    );
    const entry = await clinic.db.auditEntry.findFirstOrThrow({
      where: { action: "dumps:download" },
      orderBy: { sequence: "desc" },
    });
    assert.equal(entry.target, fileName);
  });

  test("there is none to one that is not made", async () => {
    const { id } = await requestDump(administrator, click());
    const peer = { certificate: { state: "valid", thumbprint: "T" } } as Parameters<typeof withPeer>[0];
    const session = { ...administrator, actor: { ...administrator.actor, sessionId: randomUUID() } };
    await assert.rejects(
      withPeer(peer, () => openDumpLink(session, { id })),
      house.isCode("DUMP_NOT_DONE"),
    );
  });

  test("links that are over are swept", async () => {
    const [dumpId = ""] = await withDumps(1);
    const tokenHash = Buffer.alloc(32);
    await systemDb().dumpLink.create({
      data: {
        tenantId: clinic.tenant.id,
        dumpId,
        tokenHash,
        sessionId: randomUUID(),
        thumbprint: "",
        createdAt: house.today,
        expiresAt: house.today,
      },
    });
    await sweepDumps(clockAt(house.daysLater(1)));
    assert.equal(await systemDb().dumpLink.count(), 0);
  });
});

describe("自動ダンプ", () => {
  const at = (time: string) => ({ ...clinic, clock: clockAt(new Date(`${time}+09:00`)) });
  const scheduled = () => systemDb().databaseDump.findMany({ where: { kind: "scheduled", state: { not: "removed" } } });
  const set = (minute: number, version: number, now = "2026-04-10T08:00:00") =>
    changeDumpSchedule({ ...administrator, clock: at(now).clock }, { version, enabled: true, minute, keep: 2 });

  test("begins once when its minute has come, whoever asks and however late on the day", async () => {
    await set(21 * 60 + 30, 0);
    await startScheduledDump(at("2026-04-10T21:29:59"));
    assert.equal((await scheduled()).length, 0);
    await Promise.all([startScheduledDump(at("2026-04-10T21:30:00")), startScheduledDump(at("2026-04-10T21:30:01"))]);
    await startScheduledDump(at("2026-04-10T23:59:59"));
    const [dump, ...more] = await scheduled();
    assert.equal(more.length, 0);
    assert.equal(dump?.loginId, "システム");
    await finish(dump?.id ?? "");
    await startScheduledDump(at("2026-04-11T00:00:00"));
    assert.equal((await scheduled()).length, 1);
    // The worker was down at the time.
    await startScheduledDump(at("2026-04-11T23:10:00"));
    assert.equal((await scheduled()).length, 2);
  });

  test("a time of the day that is past counts from tomorrow; off is off", async () => {
    await set(9 * 60, 0, "2026-04-20T10:00:00");
    await startScheduledDump(at("2026-04-20T10:01:00"));
    assert.equal((await scheduled()).length, 0);
    await startScheduledDump(at("2026-04-21T09:00:00"));
    assert.equal((await scheduled()).length, 1);
    await finish((await scheduled())[0]?.id ?? "");
    await changeDumpSchedule(administrator, { version: 1, enabled: false, minute: 540, keep: 2 });
    await startScheduledDump(at("2026-04-22T09:00:00"));
    assert.equal((await scheduled()).length, 1);
  });

  test("who saw an older state is refused; the same again is done already", async () => {
    await set(60, 0);
    await set(60, 0);
    await assert.rejects(set(120, 0), house.isCode("ENTRY_CHANGED"));
    await set(120, 1);
    const view = await getDumpSchedule(administrator);
    assert.deepEqual({ ...view, lastDay: null }, { enabled: true, minute: 120, keep: 2, version: 2, lastDay: null });
  });

  test("a form's time is read, and nonsense is told", () => {
    assert.deepEqual(dumpScheduleInput.parse({ version: "3", enabled: "on", minute: "21:05", keep: "7" }), {
      ...{ version: 3, enabled: true, minute: 1265, keep: 7 },
    });
    assert.equal(dumpScheduleInput.parse({ version: "0", minute: "00:00", keep: "1" }).enabled, false);
    for (const wrong of [{ minute: "24:00" }, { minute: "" }, { keep: "0" }, { keep: "32" }, { keep: "x" }]) {
      assert.equal(
        dumpScheduleInput.safeParse({ version: "0", minute: "01:00", keep: "1", ...wrong }).success,
        false,
        JSON.stringify(wrong),
      );
    }
  });
});
