import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import { bulkDownload } from "#lib/certificates/bulk-download.ts";
import { changeEncryption } from "#lib/certificates/change-encryption.ts";
import { changeNote } from "#lib/certificates/change-note.ts";
import { closeOverlap } from "#lib/certificates/close-overlap.ts";
import { recordFirstUse } from "#lib/certificates/first-use.ts";
import { openCertificateFiles, openPkcs12, showPassword } from "#lib/certificates/open-pkcs12.ts";
import { renewCertificate } from "#lib/certificates/renew.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { startCodes } from "#lib/codes/start.ts";
import { cancelDump } from "#lib/dumps/cancel.ts";
import { changeDumpSchedule } from "#lib/dumps/change-schedule.ts";
import { openDumpLink } from "#lib/dumps/open-link.ts";
import { removeDump } from "#lib/dumps/remove.ts";
import { requestDump } from "#lib/dumps/request.ts";
import { entrustVendor } from "#lib/entrustments/entrust.ts";
import { withdrawVendor } from "#lib/entrustments/withdraw.ts";
import { cancelImport } from "#lib/imports/cancel.ts";
import { discardStaging } from "#lib/imports/discard-staging.ts";
import { requestImport } from "#lib/imports/request.ts";
import { rollBackImport } from "#lib/imports/roll-back.ts";
import { createMaintenance } from "#lib/maintenance/create.ts";
import { createNotice } from "#lib/notices/create.ts";
import { noticeInput } from "#lib/notices/inputs.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { type Peer, withPeer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { askRenewal } from "#lib/renewals/ask.ts";
import { fetchRenewed } from "#lib/renewals/fetch.ts";
import { openRenewedPkcs12, showRenewedPassword } from "#lib/renewals/open-renewed.ts";
import { reEnroll } from "#lib/renewals/re-enroll.ts";
import { recordRefusedRenewal } from "#lib/renewals/record-refused.ts";
import { renewOwn } from "#lib/renewals/renew-own.ts";
import { countAttempt } from "#lib/sessions/throttle.ts";
import { changeSettings } from "#lib/settings/change.ts";
import { environmentSettings } from "#lib/settings/current.ts";
import { exportSignIns } from "#lib/sign-ins/export.ts";
import { signInFilterInput } from "#lib/sign-ins/inputs.ts";
import { changeTenant } from "#lib/tenants/change.ts";
import { changeOverlap } from "#lib/tenants/change-overlap.ts";
import { closeTenant } from "#lib/tenants/close.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { changeTenantInput, closeTenantInput, registerTenantInput } from "#lib/tenants/inputs.ts";
import { registerTenant } from "#lib/tenants/register.ts";
import { rescueTenant } from "#lib/tenants/rescue.ts";
import { stopTenant } from "#lib/tenants/stop.ts";
import { beginUpload } from "#lib/uploads/begin.ts";
import { finishUpload } from "#lib/uploads/finish.ts";
import { removeUpload } from "#lib/uploads/remove.ts";
import { addUser } from "#lib/users/add.ts";
import { changePassword } from "#lib/users/change-password.ts";
import { changePasswordPolicy } from "#lib/users/change-password-policy.ts";
import { changeRole } from "#lib/users/change-role.ts";
import { editUser } from "#lib/users/edit.ts";
import { addUserInput } from "#lib/users/inputs.ts";
import { resetPassword } from "#lib/users/reset-password.ts";
import { stopUser } from "#lib/users/stop.ts";
import { unlockUser } from "#lib/users/unlock.ts";
import { withClient } from "#server/postgres/connect.ts";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as renewal from "#tests/renewals.ts";
import * as house from "#tests/scopes.ts";
import { makeRequest } from "#tests/signing-requests.ts";
import { exportLog } from "./export.ts";

let database: TestDatabase;
let superuser: string;
let clinic: Scope;
let operator: Scope;
let user: { id: string; loginId: string; password: string };
let other: { id: string };
let number: number;
let renewed: number;
let overlapped: number;
let fetched: string;
let entrustment: string;
let upload: string;

before(async () => {
  database = await openTestDatabase();
  superuser = Object.assign(new URL(await testClusterUrl()), { pathname: new URL(database.owner).pathname }).href;
  await house.prepareHouse();
  clinic = house.as(await house.makeTenant("u00000001"), "administrator");
  await house.makeTenant("v00000001", "vendor");
  await house.makeTenant("v00000002", "vendor");
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  user = await house.makeUser(clinic, "admin1");
  other = await house.makeUser(clinic, "general1", "general");
  await house.makeUser(clinic, "admin2");
  const made = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
  number = made[0] ?? assert.fail();
  renewed = await renewal.issued(clinic);
  const { uri } = await askRenewal(await renewal.holder(clinic, renewed), { origin: renewal.origin });
  fetched = renewal.tokenOf(uri);
  overlapped = await makeOverlap();
  await entrustVendor(clinic, { vendor: "v00000001", kind: "server" });
  entrustment = (await clinic.db.entrustment.findFirstOrThrow()).id;
  await makeDumps();
  await makeImports();
  upload = (await beginUpload(atTerminal(), { id: randomUUID(), fileName: "a.dump", size: 10, atMost: 10 })).id;
  const sha256 = "0".repeat(64);
  await clinic.db.upload.update({ where: { id: upload }, data: { state: "received", offset: 10n, sha256 } });
  await house.makeTenant("u00000003");
  await stopTenant(operator, { orcamoId: "u00000003", reason: "解約の前" });
  const keys = { loginId: "general1", thumbprint: "any", organization: "u00000001", address: "192.0.2.1" };
  for (let failure = 0; failure < 5; failure++) await countAttempt(keys, clinic.clock.now());
  await withClient(database.owner, (owner) =>
    owner.query(`
      CREATE FUNCTION refuse_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no entry today'; END $$;
      CREATE TRIGGER refuse_entry BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_entry()`),
  );
});

after(async () => {
  await stopJobSender();
  await database.close();
});

/** A line whose former certificate is past its days beside the new one. */
async function makeOverlap(): Promise<number> {
  const line = await renewal.issued(clinic);
  await renewCertificate(house.as(clinic, "administrator", house.daysLater(1000)), { number: line, generation: 1 });
  const where = { number: line, generation: 2 };
  await clinic.db.certificate.updateMany({ where, data: { firstUsedAt: house.daysLater(1001) } });
  await clinic.db.tenant.updateMany({ data: { overlapDays: 7 } });
  return line;
}

/** One that is made, one that waits. */
async function makeDumps(): Promise<void> {
  const tenantId = clinic.tenant.id;
  const createdAt = clinic.clock.now();
  const database = { name: "any", readyAt: createdAt, createdAt };
  await clinic.db.tenantDatabase.upsert({ where: { tenantId }, create: { tenantId, ...database }, update: database });
  const row = { tenantId, kind: "scheduled", fileName: "any", loginId: "any", createdAt } as const;
  const file = { size: 1, sha256: "any", keyEnvelope: Buffer.from("any") };
  await clinic.db.databaseDump.create({ data: { ...row, id: dump.made, state: "done", ...file } });
  await clinic.db.databaseDump.create({ data: { ...row, id: dump.waiting } });
}

/** One that waits for its hour, one that could be taken back, one whose database is there to be looked at; a file for another. */
async function makeImports(): Promise<void> {
  const tenantId = clinic.tenant.id;
  const createdAt = clinic.clock.now();
  const later = house.daysLater(5);
  const row = { tenantId, fileName: "any", loginId: "any", createdAt } as const;
  const { databaseImport } = clinic.db;
  await databaseImport.create({ data: { ...row, id: imported.waiting, kind: "live", scheduledFor: later } });
  await databaseImport.create({
    data: { ...row, id: imported.done, kind: "live", state: "done", asideName: "any", asideUntil: later },
  });
  const staging = { stagingName: "any", stagingUntil: later };
  await databaseImport.create({ data: { ...row, id: imported.kept, kind: "test", state: "done", ...staging } });
  const file = {
    id: imported.upload,
    tenantId,
    userId: user.id,
    userTenantId: tenantId,
    loginId: "any",
    fileName: "any",
  } as const;
  const whole = { state: "verified", size: 1, offset: 1, sha256: "any", keyEnvelope: Buffer.from("any") } as const;
  await clinic.db.upload.create({ data: { ...file, ...whole, createdAt, touchedAt: createdAt, finishedAt: createdAt } });
}

/** Every row of every table, but for certificates that are planned and not signed. */
function everything(): Promise<Record<string, string>> {
  return withClient(superuser, async (client) => {
    const found = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND (n.nspname = 'public' OR c.oid::regclass::text = 'pgboss.job')`,
    );
    const state: Record<string, string> = {};
    for (const { name } of found.rows) {
      const where = name === "certificates" ? "WHERE state <> 'requested'" : "";
      const { rows } = await client.query<{ sum: string }>(
        `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM ${name} t ${where}`,
      );
      state[name] = rows[0]?.sum ?? "";
    }
    return state;
  });
}

const imported = { waiting: randomUUID(), done: randomUUID(), kept: randomUUID(), upload: randomUUID() };
const dump = { made: randomUUID(), waiting: randomUUID() };
const oldHolder = () => renewal.holder(clinic, renewed, renewal.inWindow, {}, 1);
const atEdge = <T>(run: () => Promise<T>) => withPeer({ certificate: { state: "valid", thumbprint: "any" } } as Peer, run);
const inSession = () => ({ ...clinic, actor: { ...clinic.actor, sessionId: randomUUID() } });
const asUser = () => ({ ...clinic, actor: { ...clinic.actor, user: { ...clinic.actor.user, id: user.id } } }) as Scope;
/** Over a certificate of the clinic itself. */
const atTerminal = () => {
  const certificate = { id: randomUUID(), commonName: "client1", organization: clinic.tenant.orcamoId, serial: "01" };
  return { ...clinic, actor: { ...clinic.actor, certificate } } as Scope;
};
const window = { startsAt: new Date("2026-12-01T10:00:00Z"), endsAt: new Date("2026-12-01T12:00:00Z") };

/** What a person does, and what stays as it was: for these the certificates that were planned are left aside. */
const planning: Record<string, () => Promise<unknown>> = {
  "certificates are requested": () =>
    requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" }),
  "a certificate is renewed": () =>
    renewCertificate(house.as(clinic, "administrator", house.daysLater(500)), { number, generation: 1 }),
  "a certificate renews itself": async () => askRenewal(await renewal.holder(clinic, number), { origin: renewal.origin }),
  "a certificate renews itself with a key of its own": async () =>
    reEnroll(await renewal.holder(clinic, number), { csr: makeRequest(`/C=JP/O=u00000001/CN=client${number}`).der }),
};

const commands: Record<string, () => Promise<unknown>> = {
  "a successor is handed out again": async () => askRenewal(await oldHolder(), { origin: renewal.origin }),
  "a successor is asked for on the page": async () => renewOwn(await oldHolder(), { door: "page" }),
  "a successor is fetched": async () => fetchRenewed(await oldHolder(), { token: fetched }),
  "a successor is saved from the page": async () => openRenewedPkcs12(await oldHolder()),
  "a successor's password is shown on the page": async () => showRenewedPassword(await oldHolder()),
  "a renewal is refused": async () => renewOwn(await renewal.holder(clinic, number, house.daysLater(0.1)), { door: "api" }),
  "a renewal by EST is refused": async () => reEnroll(await renewal.holder(clinic, number), { csr: Buffer.alloc(0) }),
  "a renewal is refused at the edge": async () => {
    const { certificate, ...peer } = await house.peerOf(number);
    await recordRefusedRenewal(
      { ...peer, certificate: { ...certificate, state: "revoked" } as Peer["certificate"] },
      "api",
      house.today,
    );
  },
  "a note is changed": () => changeNote(clinic, { number, note: "changed" }),
  "a certificate is revoked": () => revokeCertificate(clinic, { number, reason: "keyCompromise" }),
  "a p12 is downloaded": () => openPkcs12(clinic, { number, encryption: "compatible" }),
  "a zip is downloaded": () => openCertificateFiles(clinic, { number, encryption: "compatible" }),
  "a password is shown": () => showPassword(clinic, number),
  "many are downloaded": () =>
    bulkDownload(clinic, {
      chosen: [number],
      everything: false,
      cn: "",
      status: "active",
      kind: "all",
      sort: "notAfter",
      page: 1,
      from: undefined,
      to: undefined,
    }),
  "a user is added": () =>
    addUser(clinic, addUserInput.parse({ requestId: randomUUID(), loginId: "new1", name: "新人", role: "general" })),
  "a user is edited": () => editUser(clinic, { id: other.id, version: 0, name: "別名", nameKana: "", mail: "" }),
  "a user is stopped": () => stopUser(clinic, { id: other.id }),
  "a role is changed": () => changeRole(clinic, { id: other.id, version: 0, role: "auditor" }),
  "a password is reset": () => resetPassword(clinic, { id: other.id, version: 0, requestId: randomUUID() }),
  "a user is unlocked": () => unlockUser(clinic, { id: other.id }),
  "the days of former certificates are changed": () => changeOverlap(clinic, { days: 30 }),
  "the sort of file is changed": () => changeEncryption(clinic, { number, encryption: "modern" }),
  "a renewed certificate is seen": async () => recordFirstUse(certificateScope(await house.peerOf(renewed))),
  "a former certificate is closed": () =>
    closeOverlap(house.as(clinic, "administrator", house.daysLater(1010)), { number: overlapped }),
  "the password policy is changed": () => changePasswordPolicy(clinic, { policy: "mixed" }),
  "one's own password is changed": () => {
    const next = "Kawari-no-pasuwado-5";
    return changePassword(asUser(), { current: user.password, next, again: next });
  },
  "an authenticator is set up": () => startCodes(asUser()),
  "a vendor is entrusted": () => entrustVendor(clinic, { vendor: "v00000002", kind: "general" }),
  "a vendor is withdrawn": () => withdrawVendor(clinic, { id: entrustment }),
  "the sign-in history is exported": () => exportSignIns(clinic, signInFilterInput.parse({})),
  "the log is exported": () => exportLog(clinic),
  "an organisation is made": () => createTenant("test", { orcamoId: "u00000009", name: "新" }, clinic.clock),
  "an organisation is registered": () =>
    registerTenant(
      operator,
      registerTenantInput.parse({
        requestId: randomUUID(),
        orcamoId: "u00000010",
        kind: "clinic",
        name: "新",
        loginId: "first1",
        userName: "院長",
        certificates: "1",
      }),
    ),
  "an organisation is changed": () =>
    changeTenant(operator, changeTenantInput.parse({ orcamoId: "u00000001", version: "0", name: "別名" })),
  "an organisation is stopped": () => stopTenant(operator, { orcamoId: "u00000001", reason: "試験" }),
  "an organisation is closed": () =>
    closeTenant(operator, closeTenantInput.parse({ orcamoId: "u00000003", reason: "試験", typedId: "u00000003" })),
  "a certificate is handed out for help": () =>
    rescueTenant(operator, {
      orcamoId: "u00000001",
      requestId: randomUUID(),
      method: "callback",
      person: "院長",
      reason: "期限切れ",
    }),
  "an upload is begun": () => beginUpload(atTerminal(), { id: randomUUID(), fileName: "b", size: 10, atMost: 10 }),
  "an upload is finished": () => finishUpload(atTerminal(), { id: upload, sha256: "0".repeat(64) }),
  "an upload of another hash is refused": () => finishUpload(atTerminal(), { id: upload, sha256: "1".repeat(64) }),
  "an upload is removed": () => removeUpload(atTerminal(), { id: upload }),
  "a notice is written": () =>
    createNotice(
      operator,
      noticeInput.parse({
        id: randomUUID(),
        audience: "system",
        tenant: "",
        title: "件名",
        body: "",
        startsAt: "2026-12-01T10:00",
        endsAt: "",
      }),
    ),
  "a window is announced": () => createMaintenance(operator, { id: randomUUID(), title: "停止", ...window }),
  "a dump is asked for": () => requestDump(clinic, { requestId: randomUUID() }),
  "a dump is cancelled": () => cancelDump(clinic, { id: dump.waiting }),
  "a dump is removed": () => removeDump(clinic, { id: dump.made }),
  "a dump is downloaded": () => atEdge(() => openDumpLink(inSession(), { id: dump.made })),
  "an import is asked for": () =>
    requestImport(atTerminal(), { requestId: randomUUID(), uploadId: imported.upload, kind: "test" }),
  "an import is cancelled": () => cancelImport(clinic, { id: imported.waiting }),
  "an import is taken back": () => rollBackImport(atTerminal(), { id: imported.done }),
  "the database of a test import is discarded": () => discardStaging(atTerminal(), { id: imported.kept }),
  "the daily dump is changed": () => changeDumpSchedule(clinic, { version: 0, enabled: true, minute: 1, keep: 1 }),
  "a setting is changed": () => changeSettings(operator, { ...environmentSettings(), supportName: "別の窓口", version: 0 }),
};

describe("when the log cannot be written, nothing is done:", () => {
  for (const [name, command] of Object.entries({ ...commands, ...planning })) {
    test(name, async () => {
      const before = await everything();
      await assert.rejects(command(), /no entry today/);
      const after = await everything();
      // The line of a certificate that was planned: the worker signs it, with its entry, or never.
      if (name in planning) after.certificate_lines = before.certificate_lines ?? "";
      // A password that was shown counts as an attempt before it is looked at.
      if (name.startsWith("one's own")) after.sign_in_throttles = before.sign_in_throttles ?? "";
      assert.deepEqual(after, before);
    });
  }
});

describe("what was recorded is neither changed nor removed by those who serve requests:", () => {
  for (const role of ["app", "system"] as const) {
    for (const table of ["audit_entries", "sign_ins", "sign_ins_default"]) {
      for (const statement of [`UPDATE ${table} SET at = now()`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        test(`${role}: ${statement}`, async () => {
          await withClient(database[role], (client) => assert.rejects(client.query(statement), { code: "42501" }));
        });
      }
    }

    test(`${role}: nor the table, its rules or its triggers`, async () => {
      const statements = [
        "DROP TABLE audit_entries",
        "ALTER TABLE audit_entries DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_pkey",
        "CREATE TRIGGER t BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_entry()",
        "DELETE FROM audit_heads",
        "DELETE FROM checkpoint_keys",
      ];
      await withClient(database[role], async (client) => {
        for (const statement of statements) await assert.rejects(client.query(statement), { code: "42501" }, statement);
      });
    });
  }

  test("app: the keys that sign checkpoints are not seen", async () => {
    await withClient(database.app, (client) => assert.rejects(client.query("SELECT FROM checkpoint_keys"), { code: "42501" }));
  });
});
