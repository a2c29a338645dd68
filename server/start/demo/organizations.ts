import { systemScope } from "#lib/access/system-scope.ts";
import { entrustVendor } from "#lib/entrustments/entrust.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import type { CreateTenantInput } from "#lib/tenants/inputs.ts";
import type { CreateUserInput } from "#lib/users/inputs.ts";
import { createUserWithFile } from "#server/handout/user-file.ts";
import { handoutFile } from "./handout-directory.ts";
import { program } from "./program.ts";

export const operator = {
  orcamoId: "o00000001",
  kind: "operator",
  name: "日本医師会ORCA管理機構",
} as const satisfies CreateTenantInput;
const vendor = { orcamoId: "v00000001", kind: "vendor", name: "ORCAMOテストベンダー" } as const satisfies CreateTenantInput;
/** The header of the manuals reads ORCAサポートセンタ(笠原) (u00000014); seed 000 p. 1. */
const support = { orcamoId: "u00000014", name: "ORCAサポートセンタ", linkedApps: ["orca", "qkan"] } satisfies CreateTenantInput;
/** Seed 004 §5. */
const test = { orcamoId: "u00000452", name: "OSC用テナント", linkedApps: ["orca", "qkan"] } satisfies CreateTenantInput;

const registered: readonly (readonly [CreateTenantInput, string])[] = [
  [vendor, "2019-04-01T09:30:00+09:00"],
  [support, "2019-04-08T14:05:00+09:00"],
  [test, "2019-06-27T10:34:00+09:00"],
];

const people: readonly (readonly [string, CreateUserInput, string])[] = [
  ["u00000014", { loginId: "admin014", name: "笠原", nameKana: "カサハラ", role: "administrator" }, "tenant_admin1.txt"],
  ["u00000014", { loginId: "auditor014", name: "佐藤", nameKana: "サトウ", role: "auditor" }, "tenant_auditor1.txt"],
  ["u00000014", { loginId: "user014", name: "鈴木", nameKana: "スズキ", role: "general" }, "tenant_user1.txt"],
  ["u00000452", { loginId: "admin452", name: "田中", nameKana: "タナカ", role: "administrator" }, "tenant_admin1.txt"],
  ["v00000001", { loginId: "vendor001", name: "高橋", nameKana: "タカハシ", role: "vendor" }, "vendor_user1.txt"],
  ["o00000001", { loginId: "operator001", name: "渡辺", nameKana: "ワタナベ", role: "operator" }, "operator_user1.txt"],
];

/** The organisations beside the operator, who entrusts whom, and one user of each role. */
export async function makeDemoOrganizations(began: Date): Promise<void> {
  for (const [tenant, date] of registered) {
    const { orcamoId } = tenant;
    if (await systemDb().tenant.findUnique({ where: { orcamoId } })) continue;
    await createTenant(program, tenant, clockAt(new Date(date)));
  }
  const clinic = await systemScope(test.orcamoId, program, clockAt(new Date("2019-06-27T10:34:00+09:00")));
  await entrustVendor(clinic, { vendor: vendor.orcamoId, kind: "server" });
  for (const [orcamoId, user, file] of people) {
    if (await systemDb().user.findUnique({ where: { loginId: user.loginId } })) continue;
    const scope = await systemScope(orcamoId, program, clockAt(began));
    await createUserWithFile(scope, { ...user, mustChangePassword: false }, handoutFile(orcamoId, file));
  }
}
