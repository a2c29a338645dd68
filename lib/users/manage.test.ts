import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let verbs: Awaited<ReturnType<typeof loadVerbs>>;
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let clinic: Scope;
let administrator: Scope;
let first: Scope;
let second: Scope;

async function loadVerbs() {
  return {
    ...(await import("./change-role.ts")),
    ...(await import("./edit.ts")),
    ...(await import("./end-sessions.ts")),
    ...(await import("./queries.ts")),
    ...(await import("./remove-codes.ts")),
    ...(await import("./resume.ts")),
    ...(await import("./stop.ts")),
    ...(await import("./unlock.ts")),
    ...(await import("./change-password-policy.ts")),
  };
}

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  verbs = await loadVerbs();
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  administrator = house.as(clinic, "administrator");
});

/** Two administrators, and a person who only signs in. */
beforeEach(async () => {
  await withClient(database.owner, (client) => client.query("TRUNCATE users, sign_in_throttles CASCADE"));
  const ids = await Promise.all([house.makeUser(clinic, "sato"), house.makeUser(clinic, "suzuki")]);
  [first, second] = ids.map(({ id, loginId }) => as(id, loginId)) as [Scope, Scope];
  await house.makeUser(clinic, "general1", "general");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

function as(id: string, loginId: string): Scope {
  const { actor } = administrator;
  const organization = { organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
  return { ...administrator, actor: { ...actor, user: { id, loginId, name: loginId, ...organization } } };
}

const idOf = (scope: Scope) => scope.actor.user?.id ?? "";
const userOf = (loginId: string) => clinic.db.user.findFirstOrThrow({ where: { loginId } });
const lastEntry = () => clinic.db.auditEntry.findFirstOrThrow({ orderBy: { sequence: "desc" } });
const count = (action: string) => clinic.db.auditEntry.count({ where: { action } });

/** A signed-in user, as signIn leaves it. */
async function openSession(loginId: string, certificateId?: string) {
  const { id } = await userOf(loginId);
  const certificate = certificateId ?? (await someCertificate());
  const { today } = house;
  const later = new Date(today.getTime() + 3_600_000);
  const tenantId = clinic.tenant.id;
  return systemDb().session.create({
    data: {
      ...{ tenantId, userTenantId: tenantId, userId: id, certificateId: certificate, thumbprint: "t", address: "192.0.2.1" },
      ...{ tokenHash: crypto.getRandomValues(new Uint8Array(32)), userAgent: "", expiresAt: later },
      ...{ createdAt: today, lastSeenAt: today, provedAt: today },
    },
  });
}

async function someCertificate(): Promise<string> {
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const found = await clinic.db.certificate.findFirst({ where: { current: true } });
  if (found) return found.id;
  await requestCertificates(clinic, { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" });
  return someCertificate();
}

const endReasonOf = async (id: string) => (await systemDb().session.findFirstOrThrow({ where: { id } })).endReason;

describe("names and mail", () => {
  const edited = async (changes: object = {}) => {
    const { id, version } = await userOf("sato");
    return { id, version, name: "佐藤 花子", nameKana: "サトウ ハナコ", mail: "sato@example.jp", ...changes };
  };

  test("are changed, and the log tells what was before", async () => {
    await verbs.editUser(second, await edited());
    const { name, nameKana, mail, version } = await userOf("sato");
    assert.deepEqual([name, nameKana, mail, version], ["佐藤 花子", "サトウ ハナコ", "sato@example.jp", 1]);
    const { action, target, facts } = await lastEntry();
    assert.deepEqual([action, target], ["users:edit", "sato"]);
    assert.deepEqual(facts, {
      ...{ "name.before": "sato", "name.after": "佐藤 花子", "nameKana.before": "", "nameKana.after": "サトウ ハナコ" },
      ...{ "mail.before": "", "mail.after": "sato@example.jp" },
    });
  });

  test("sent twice are changed once", async () => {
    const before = await count("users:edit");
    const sent = await edited();
    await Promise.all([verbs.editUser(second, sent), verbs.editUser(second, sent)]);
    await verbs.editUser(second, sent);
    assert.equal((await count("users:edit")) - before, 1);
  });

  test("are not changed over what somebody else changed meanwhile", async () => {
    const [mine, theirs] = [await edited({ name: "佐藤 一郎" }), await edited({ name: "佐藤 二郎" })];
    await verbs.editUser(first, mine);
    await assert.rejects(verbs.editUser(second, theirs), house.isCode("USER_CHANGED"));
    assert.equal((await userOf("sato")).name, "佐藤 一郎");
  });

  test("hold nothing that is not seen", async () => {
    const { editUserInput, addUserInput } = await import("./inputs.ts");
    for (const name of ["佐藤\u202e花子", "佐藤\u0000", "佐藤\n花子", "佐藤\u200b", "\u3164", "", "　", "長".repeat(101)]) {
      const sent = { ...(await edited()), name };
      assert.equal(editUserInput.safeParse(sent).success, false, JSON.stringify(name));
      const added = { ...sent, requestId: crypto.randomUUID(), loginId: "a", role: "general" };
      assert.equal(addUserInput.safeParse(added).success, false, JSON.stringify(name));
    }
    for (const mail of ["a", "a@b", "a@example.jp\nBcc: b@example.jp", "<script>@example.jp"])
      assert.equal(editUserInput.safeParse({ ...(await edited()), mail }).success, false, mail);
    assert.equal(editUserInput.parse({ ...(await edited()), mail: " ｓａｔｏ@example.jp " }).mail, "sato@example.jp");
  });

  test("a form cannot say that the initial password need not be changed", async () => {
    const { addUserInput } = await import("./inputs.ts");
    const sent = {
      ...(await edited()),
      requestId: crypto.randomUUID(),
      loginId: "a",
      role: "general",
      mustChangePassword: false,
    };
    assert.ok(!("mustChangePassword" in addUserInput.parse(sent)));
  });
});

describe("stop and resume", () => {
  test("sessions end at once with the stop, and a resumed user signs in anew", async () => {
    const session = await openSession("general1");
    const { id } = await userOf("general1");
    await verbs.stopUser(first, { id });
    assert.equal((await userOf("general1")).state, "stopped");
    assert.equal(await endReasonOf(session.id), "user-stopped");
    assert.deepEqual((await lastEntry()).facts, { "state.before": "active", "state.after": "stopped" });
    await verbs.resumeUser(first, { id });
    assert.equal((await userOf("general1")).state, "active");
    assert.equal((await lastEntry()).action, "users:resume");
    assert.equal(await endReasonOf(session.id), "user-stopped");
  });

  test("a session that was opened in the very moment of the stop does not come to life with the user", async () => {
    const { id } = await userOf("general1");
    await verbs.stopUser(first, { id });
    const session = await openSession("general1");
    await verbs.resumeUser(first, { id });
    assert.equal(await endReasonOf(session.id), "user-stopped");
  });

  test("twice is as good as once", async () => {
    const { id } = await userOf("general1");
    const before = [await count("users:stop"), await count("users:resume")];
    await Promise.all([1, 2, 3].map(() => verbs.stopUser(first, { id })));
    await Promise.all([1, 2, 3].map(() => verbs.resumeUser(first, { id })));
    assert.deepEqual(
      [await count("users:stop"), await count("users:resume")],
      before.map((n) => n + 1),
    );
  });

  test("a refused stop ends no session", async () => {
    const session = await openSession("sato");
    await verbs.stopUser(first, { id: idOf(second) });
    await assert.rejects(verbs.stopUser(administrator, { id: idOf(first) }), house.isCode("USER_LAST_ADMINISTRATOR"));
    assert.equal(await endReasonOf(session.id), null);
  });

  test("nobody stops or demotes themselves", async () => {
    const own = { id: idOf(first) };
    await assert.rejects(verbs.stopUser(first, own), house.isCode("USER_SELF"));
    await assert.rejects(verbs.changeRole(first, { ...own, version: 0, role: "general" }), house.isCode("USER_SELF"));
    await assert.rejects(verbs.removeCodes(first, own), house.isCode("USER_SELF"));
  });
});

describe("the last administrator", () => {
  const active = () => clinic.db.user.count({ where: { role: "administrator", state: "active" } });

  test("is neither stopped nor demoted, by whomever; others are", async () => {
    await verbs.changeRole(first, { id: idOf(second), version: 0, role: "auditor" });
    assert.deepEqual((await lastEntry()).facts, { "role.before": "administrator", "role.after": "auditor" });
    const last = { id: idOf(first), version: 0, role: "general" } as const;
    await assert.rejects(verbs.stopUser(administrator, last), house.isCode("USER_LAST_ADMINISTRATOR"));
    await assert.rejects(verbs.changeRole(administrator, last), house.isCode("USER_LAST_ADMINISTRATOR"));
    await verbs.changeRole(administrator, { id: idOf(second), version: 1, role: "administrator" });
    await verbs.stopUser(second, last);
    assert.equal(await active(), 1);
  });

  test("remains when two stop or demote each other at once, whoever is quicker", async () => {
    for (let round = 0; round < 25; round++) {
      const turn = round % 2 === 0 ? verbs.stopUser : demote;
      const answers = await Promise.allSettled([
        turn(first, { id: idOf(second) }),
        demoteOrStop(round)(second, { id: idOf(first) }),
      ]);
      assert.equal(await active(), 1, `round ${round}`);
      for (const answer of answers) {
        if (answer.status === "rejected")
          assert.ok(house.isCode("USER_LAST_ADMINISTRATOR")(answer.reason), String(answer.reason));
      }
      assert.equal(answers.filter(({ status }) => status === "rejected").length, 1);
      await systemDb().user.updateMany({
        where: { id: { in: [idOf(first), idOf(second)] } },
        data: { state: "active", role: "administrator", version: 0 },
      });
    }
  });

  const demote = (scope: Scope, { id }: { id: string }) => verbs.changeRole(scope, { id, version: 0, role: "general" });
  const demoteOrStop = (round: number) => (round % 3 === 0 ? verbs.stopUser : demote);

  test("of the operator is an operator; a vendor's users may all be stopped", async () => {
    const office = await house.makeTenant("o00000001", "operator");
    const { createUser } = await import("./create.ts");
    const { id } = await createUser(office, { loginId: "operator1", name: "渡辺", role: "operator" });
    await assert.rejects(verbs.stopUser(house.as(office, "operator"), { id }), house.isCode("USER_LAST_ADMINISTRATOR"));
    const vendor = await house.makeTenant("v00000001", "vendor");
    const user = await house.makeUser(vendor, "vendor1", "vendor");
    await verbs.stopUser(house.as(vendor, "operator"), user);
    assert.equal((await vendor.db.user.findFirstOrThrow()).state, "stopped");
  });
});

describe("a role", () => {
  test("is one of this sort of organisation, of the version that was seen", async () => {
    const { id } = await userOf("general1");
    for (const role of ["operator", "vendor"] as const)
      await assert.rejects(verbs.changeRole(first, { id, version: 0, role }), house.isCode("INPUT_INVALID"));
    await verbs.changeRole(first, { id, version: 0, role: "auditor" });
    await verbs.changeRole(first, { id, version: 0, role: "auditor" });
    await assert.rejects(verbs.changeRole(first, { id, version: 0, role: "administrator" }), house.isCode("USER_CHANGED"));
    assert.equal((await userOf("general1")).role, "auditor");
  });

  test("is changed by who has just shown the password", async () => {
    const { id } = await userOf("general1");
    const { provedAt: _, ...actor } = first.actor;
    const late = { ...first, actor };
    const role = { id, version: 0, role: "auditor" } as const;
    await assert.rejects(verbs.changeRole(late, role), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(verbs.removeCodes(late, { id }), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(verbs.changePasswordPolicy(late, { policy: "mixed" }), house.isCode("PROOF_REQUIRED"));
    await verbs.stopUser(late, { id });
  });
});

describe("of another tenant, or without the right", () => {
  test("no user is found, and none is changed", async () => {
    const other = house.as(await house.makeTenant("u00000002"), "administrator");
    const { id } = await userOf("general1");
    const calls = [
      () => verbs.getUser(other, { id }),
      () => verbs.editUser(other, { id, version: 0, name: "x", nameKana: "", mail: "" }),
      () => verbs.changeRole(other, { id, version: 0, role: "auditor" }),
      () => verbs.stopUser(other, { id }),
      () => verbs.resumeUser(other, { id }),
      () => verbs.unlockUser(other, { id }),
      () => verbs.removeCodes(other, { id }),
      () => verbs.endAllSessions(other, { id }),
    ];
    for (const call of calls) await assert.rejects(call(), house.isCode("NOT_FOUND"));
    const page = await verbs.listUsers(other, listOf());
    assert.equal(page.page.total, 0);
    assert.equal((await userOf("general1")).version, 0);
  });

  for (const standing of ["auditor", "general", "vendor", "entrustedServer", "entrustedGeneral"] as const) {
    test(`${standing} does nothing of this`, async () => {
      const scope = house.as(clinic, standing);
      const { id } = await userOf("general1");
      const calls = [
        () => verbs.listUsers(scope, listOf()),
        () => verbs.getUser(scope, { id }),
        () => verbs.editUser(scope, { id, version: 0, name: "x", nameKana: "", mail: "" }),
        () => verbs.changeRole(scope, { id, version: 0, role: "auditor" }),
        () => verbs.stopUser(scope, { id }),
        () => verbs.resumeUser(scope, { id }),
        () => verbs.unlockUser(scope, { id }),
        () => verbs.removeCodes(scope, { id }),
        () => verbs.endAllSessions(scope, { id }),
        () => verbs.changePasswordPolicy(scope, { policy: "mixed" }),
      ];
      for (const call of calls) await assert.rejects(call(), house.isCode("NOT_PERMITTED"));
    });
  }
});

describe("everything at once to one user", () => {
  test("is done or refused: no two of it wait for each other", async () => {
    const { resetPassword } = await import("./reset-password.ts");
    const { changePassword } = await import("./change-password.ts");
    const { password } = await house.makeUser(clinic, "tanaka", "general");
    for (let round = 0; round < 8; round++) {
      const { id, version } = await userOf("tanaka");
      await Promise.all([openSession("tanaka"), openSession("tanaka")]);
      const seen = { id, version };
      const profile = { nameKana: "", mail: "" };
      const answers = await Promise.allSettled([
        verbs.stopUser(first, { id }),
        verbs.editUser(first, { ...seen, ...profile, name: `田中${round}` }),
        verbs.changeRole(second, { ...seen, role: round % 2 ? "general" : "auditor" }),
        verbs.endAllSessions(second, { id }),
        resetPassword(first, { ...seen, requestId: crypto.randomUUID() }),
        verbs.resumeUser(second, { id }),
        verbs.removeCodes(first, { id }),
        changePassword(as(id, "tanaka"), { current: password, next: `correct horse ${round}`, again: "" }),
        verbs.stopUser(second, { id }),
      ]);
      for (const answer of answers) {
        if (answer.status === "rejected") assert.equal(answer.reason.name, "Refusal", String(answer.reason.stack));
      }
      await verbs.resumeUser(first, { id });
    }
  });
});

describe("a locked user", () => {
  const keys = { loginId: "general1", thumbprint: "t", organization: "u00000001", address: "192.0.2.9" };

  test("is marked, and is let in again; others' counts stay", async () => {
    const { countAttempt, lockedLoginIds } = await import("#lib/sessions/throttle.ts");
    for (let guess = 0; guess < 5; guess++) {
      await countAttempt(keys, house.today);
      await countAttempt({ ...keys, loginId: "general12", address: "192.0.2.10", thumbprint: "u" }, house.today);
    }
    const { id } = await userOf("general1");
    assert.equal((await verbs.getUser(first, { id })).locked, true);
    const { rows } = await verbs.listUsers(first, listOf());
    assert.deepEqual(
      rows.filter(({ locked }) => locked).map(({ loginId }) => loginId),
      ["general1"],
    );
    await verbs.unlockUser(first, { id });
    await verbs.unlockUser(first, { id });
    assert.equal((await verbs.getUser(first, { id })).locked, false);
    assert.equal((await lockedLoginIds(["general12"], house.today)).size, 1);
    assert.equal(await count("users:unlock"), 1);
  });
});

describe("the third factor", () => {
  test("is taken off with its recovery codes, once in the log", async () => {
    const { id } = await userOf("general1");
    const data = { totpEnvelope: new Uint8Array([1]), totpSince: house.today, totpSteps: [5] };
    await systemDb().user.update({ where: { id }, data });
    await clinic.db.recoveryCode.create({ data: { tenantId: clinic.tenant.id, userId: id, hash: new Uint8Array(32) } });
    assert.equal((await verbs.getUser(first, { id })).codes, true);
    await verbs.removeCodes(first, { id });
    await verbs.removeCodes(first, { id });
    assert.equal((await verbs.getUser(first, { id })).codes, false);
    const { totpEnvelope, totpSince } = await userOf("general1");
    assert.deepEqual([totpEnvelope, totpSince], [null, null]);
    assert.equal(await clinic.db.recoveryCode.count(), 0);
    assert.equal(await count("users:remove-codes"), 1);
  });
});

describe("sessions", () => {
  test("all end but the one that asks", async () => {
    const [own, other, foreign] = [await openSession("sato"), await openSession("sato"), await openSession("suzuki")];
    const scope = { ...first, actor: { ...first.actor, sessionId: own.id } };
    await verbs.endAllSessions(scope, { id: idOf(first) });
    await verbs.endAllSessions(scope, { id: idOf(first) });
    assert.deepEqual(await Promise.all([own, other, foreign].map(({ id }) => endReasonOf(id))), [
      null,
      "ended-by-administrator",
      null,
    ]);
    const { action, target, facts } = await lastEntry();
    assert.deepEqual([action, target, facts], ["sessions:end-all", "sato", { count: 1 }]);
    assert.equal(await clinic.db.auditEntry.count({ where: { action, target } }), 1);
  });

  test("of a person who changes the password end but the present one, also when the clock was set back", async () => {
    const { changePassword } = await import("./change-password.ts");
    const { id, password } = await house.makeUser(clinic, "tanaka", "general");
    const [own, other] = [await openSession("tanaka"), await openSession("tanaka")];
    const { actor } = as(id, "tanaka");
    const early = clockAt(house.daysLater(-1));
    const self = { ...clinic, clock: early, actor: { ...actor, sessionId: own.id } };
    await changePassword(self, { current: password, next: "correct horse battery", again: "" });
    assert.deepEqual([await endReasonOf(own.id), await endReasonOf(other.id)], [null, "password-changed"]);
  });

  test("of a vendor's user who changes the password end in the clinics too, then as well", async () => {
    const { changePassword } = await import("./change-password.ts");
    const vendor = await house.makeTenant("v00000003", "vendor");
    const { id, password } = await house.makeUser(vendor, "vendor3", "vendor");
    const rows = [await openSession("sato"), await openSession("sato")];
    const data = { userId: id, userTenantId: vendor.tenant.id };
    for (const row of rows) await systemDb().session.update({ where: { id: row.id }, data });
    const [own, other] = rows.map((row) => row.id) as [string, string];
    const { actor } = house.as(vendor, "vendor");
    const organization = { organizationId: vendor.tenant.id, organization: vendor.tenant.orcamoId };
    const user = { id, loginId: "vendor3", name: "", ...organization };
    const self = { ...vendor, clock: clockAt(house.daysLater(-1)), actor: { ...actor, user, sessionId: own } };
    await changePassword(self, { current: password, next: "correct horse battery", again: "" });
    assert.equal(await endReasonOf(own), null);
    assert.notEqual(await endReasonOf(other), null);
  });

  test("of a vendor's user end in the clinics too", async () => {
    const vendor = await house.makeTenant("v00000002", "vendor");
    const user = await house.makeUser(vendor, "vendor2", "vendor");
    const row = await openSession("sato");
    await systemDb().session.update({ where: { id: row.id }, data: { userId: user.id, userTenantId: vendor.tenant.id } });
    await assert.rejects(verbs.endAllSessions(first, { id: user.id }), house.isCode("NOT_FOUND"));
    await assert.rejects(verbs.stopUser(first, { id: user.id }), house.isCode("NOT_FOUND"));
    assert.equal(await endReasonOf(row.id), null);
    await verbs.stopUser(house.as(vendor, "operator"), { id: user.id });
    assert.notEqual(await endReasonOf(row.id), null);
  });
});

describe("the list", () => {
  test("is searched by each field, and paged", async () => {
    await verbs.stopUser(first, { id: (await userOf("general1")).id });
    for (let n = 0; n < 22; n++) {
      const data = { name: `山田${n}`, nameKana: "ヤマダ", tenantId: clinic.tenant.id, loginId: `yamada${n}`, passwordHash: "" };
      await clinic.db.user.create({ data: { ...data, role: "general" } });
    }
    const found = async (filter: object) => (await verbs.listUsers(first, listOf(filter))).page.total;
    assert.equal(await found({}), 25);
    assert.equal(await found({ loginId: "ＹＡＭＡＤＡ2" }), 3);
    assert.equal(await found({ name: "山田1" }), 11);
    assert.equal(await found({ kana: "ヤマ" }), 22);
    assert.equal(await found({ role: "administrator" }), 2);
    assert.equal(await found({ state: "stopped" }), 1);
    assert.equal(await found({ name: "山田", state: "stopped" }), 0);
    for (const name of ["%", "_", "\\", "山田%"])
      assert.deepEqual([await found({ name }), await found({ loginId: name }), await found({ kana: name })], [0, 0, 0], name);
    const last = await verbs.listUsers(first, listOf({ page: "99" }));
    assert.deepEqual([last.page.number, last.rows.length, last.rows.at(-1)?.loginId], [2, 5, "general1"]);
  });
});

describe("the rule for passwords", () => {
  test("is the tenant's, recorded, and holds for the next password that is chosen", async () => {
    await verbs.changePasswordPolicy(first, { policy: "mixed" });
    await verbs.changePasswordPolicy(first, { policy: "mixed" });
    assert.deepEqual((await lastEntry()).facts, { "policy.before": "asvs", "policy.after": "mixed" });
    assert.equal(await count("users:change-password-policy"), 1);
    const { changePassword } = await import("./change-password.ts");
    const made = await house.makeUser(clinic, "tanaka", "general");
    const self = { ...as(made.id, "tanaka"), clock: clinic.clock };
    const change = (next: string) => changePassword(self, { current: made.password, next, again: next });
    await assert.rejects(change("correct horse battery"), house.isCode("PASSWORD_NOT_MIXED"));
    await change("kx9#mp2v");
    await verbs.changePasswordPolicy(first, { policy: "asvs" });
  });
});

function listOf(filter: object = {}) {
  return { ...{ loginId: "", name: "", kana: "", role: "all", state: "all", page: 1 }, ...parsed(filter) } as Parameters<
    typeof verbs.listUsers
  >[1];
}

const parsed = (filter: object) => inputs.userListInput.parse(filter);
const inputs = await import("./inputs.ts");
