import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { officeScope } from "#lib/access/office.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { entrustVendor } from "#lib/entrustments/entrust.ts";
import { withdrawVendor } from "#lib/entrustments/withdraw.ts";
import { takeHandOut } from "#lib/hand-outs/take.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { expireSessions } from "#lib/sessions/expire.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { changePasswordPolicy } from "#lib/users/change-password-policy.ts";
import { stopUser } from "#lib/users/stop.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { changeTenant } from "./change.ts";
import { closeTenant } from "./close.ts";
import { changeTenantInput } from "./inputs.ts";
import { rescueTenant } from "./rescue.ts";
import { resumeTenant } from "./resume.ts";
import { stopTenant } from "./stop.ts";

/**
 * Commands of the console, of the organisation and of the worker on the same rows at once. Two that lock them in another
 * order wait for each other until PostgreSQL ends one of them; the rounds are many enough to meet.
 */
let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let clinic: Scope;
let vendor: Scope;
let login: { id: string; loginId: string; password: string };
let number: number;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  await house.prepareHouse();
  const own = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  operator = { ...own, actor: { ...own.actor, sessionId: randomUUID() } };
});

after(async () => {
  await stopJobSender();
  await database.close();
});

let made = 0;
beforeEach(async () => {
  const digits = String(++made).padStart(8, "0");
  clinic = await house.makeTenant(`u${digits}`);
  vendor = await house.makeTenant(`v${digits}`, "vendor");
  await entrustVendor(clinic, { vendor: vendor.tenant.orcamoId, kind: "server" });
  await house.makeUser(clinic, `first${made}`);
  login = await house.makeUser(clinic, `admin${made}`);
  const request = { requestId: randomUUID(), kind: "client", count: 1, note: "" } as const;
  number = (await requestCertificates(clinic, request))[0] ?? 0;
});

const stop = ({ orcamoId } = clinic.tenant) => stopTenant(operator, { orcamoId, reason: "料金の未払い" });
const resume = ({ orcamoId } = clinic.tenant) => resumeTenant(operator, { orcamoId });
const close = ({ orcamoId } = clinic.tenant) => closeTenant(operator, { orcamoId, typedId: orcamoId, reason: "閉院" });

async function change(): Promise<void> {
  const { orcamoId } = clinic.tenant;
  const { version } = await systemDb().tenant.findUniqueOrThrow({ where: { orcamoId } });
  await changeTenant(operator, changeTenantInput.parse({ orcamoId, version, name: `医院${randomUUID()}` }));
}

function rescue(): Promise<{ handOutId: string }> {
  const why = { method: "callback", person: "院長 田中", reason: "端末の証明書がすべて期限切れ" } as const;
  return rescueTenant(operator, { orcamoId: clinic.tenant.orcamoId, requestId: randomUUID(), ...why });
}

/** Both at once, each as often; what is refused was decided and not a fault. */
async function together(rounds: number, ...commands: (() => Promise<unknown>)[]): Promise<void> {
  const repeated = commands.map(async (command) => {
    for (let round = 0; round < rounds; round++) {
      await command().catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
      });
    }
  });
  const faults = (await Promise.allSettled(repeated)).filter(({ status }) => status === "rejected");
  assert.deepEqual(faults, []);
}

test("a hand-out of the console is taken while its organisation is changed", async () => {
  const { handOutId } = await rescue();
  await together(25, () => takeHandOut(operator, { id: handOutId }), change);
});

test("the rule for passwords is changed by the organisation while the operator changes and stops it", async () => {
  let mixed = false;
  const policy = () => {
    mixed = !mixed;
    return changePasswordPolicy(clinic, { policy: mixed ? "mixed" : "asvs" });
  };
  await together(25, policy, change, async () => {
    await stop();
    await resume();
  });
});

test("an organisation is stopped and resumed while its people sign in, are stopped, expire and are rescued", async () => {
  const peer = await house.peerOf(number);
  await together(
    8,
    () => signIn(login, peer, clockAt(house.today)),
    () => stopUser(clinic, { id: login.id }),
    () => expireSessions(house.daysLater(1)),
    () => rescue(),
    async () => {
      await stop();
      await resume();
    },
  );
});

test("a vendor is closed while its clinics withdraw from it and are closed; each log tells the end once", async () => {
  const other = await house.makeTenant(`u9000000${made}`);
  await entrustVendor(other, { vendor: vendor.tenant.orcamoId, kind: "general" });
  const { id } = await systemDb().entrustment.findFirstOrThrow({ where: { tenantId: other.tenant.id } });
  await stop();
  await stop(vendor.tenant);
  await together(
    1,
    close,
    () => close(vendor.tenant),
    () => withdrawVendor(other, { id }),
  );
  for (const { tenant } of [clinic, other]) {
    const where = { tenantId: tenant.id, action: "entrustments:withdraw" };
    assert.equal(await systemDb().auditEntry.count({ where }), 1, tenant.orcamoId);
  }
});

test("two operators' entries in two organisations", async () => {
  const second = await officeScope(operator, vendor.tenant.orcamoId);
  const both = (tenant: Scope["tenant"]) => async () => {
    await stop(tenant);
    await resume(tenant);
  };
  await together(10, both(clinic.tenant), both(second.tenant));
});
