import { createTenantRows } from "../access/create-tenant-rows.ts";
import { officeDb, officeScope } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { canonicalJson } from "../audit/canonical-json.ts";
import { recordAudit } from "../audit/record.ts";
import type { CertificateKind } from "../certificates/model.ts";
import { makeSecrets, type Secrets } from "../certificates/plan.ts";
import { finishRequested, planRequested } from "../certificates/request.ts";
import { entrustVendor } from "../entrustments/entrust.ts";
import type { EntrustInput } from "../entrustments/inputs.ts";
import { makeHandOut } from "../hand-outs/make.ts";
import { derivedId } from "../platform/derived-id.ts";
import { enqueue } from "../platform/jobs.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { createUser } from "../users/create.ts";
import { detailColumns, type RegisterTenantInput } from "./inputs.ts";
import { signInKindOf } from "./model.ts";

/**
 * 登録: an organisation with its vendors, its first administrator, its first certificates, and the hand-out that holds
 * them, in one transaction: a crash leaves all or nothing. The certificates are planned in it and signed after it, here
 * or, when this process dies, by the worker, which also makes a clinic's database. The row's id comes from everything that was typed and who typed it: the
 * same form sent again finds what it made.
 * @returns the hand-out, for the operator who registered
 * @throws Refusal TENANT_EXISTS, LOGIN_ID_TAKEN, VENDOR_UNKNOWN
 */
export async function registerTenant(scope: Scope, input: RegisterTenantInput): Promise<{ handOutId: string }> {
  permit(scope, "console:tenants");
  const id = idOf("tenant", scope, input);
  const handOutId = idOf("hand-out", scope, input);
  if (!(await isRegistered(scope, id))) await register(scope, input, { id, handOutId });
  await finishRequested(await officeScope(scope, input.orcamoId));
  return { handOutId };
}

interface Ids {
  readonly id: string;
  readonly handOutId: string;
}

async function register(scope: Scope, input: RegisterTenantInput, { id, handOutId }: Ids): Promise<void> {
  const { orcamoId, kind } = input;
  const wanted = wantedKinds(input);
  const secrets: Secrets[] = [];
  for (const _ of wanted) secrets.push(await makeSecrets({ tenant: { id } }));
  try {
    await createTenantRows({ id, orcamoId, kind, ...detailColumns(input) }, scope.actor, scope.clock, async (inner, all) => {
      const { tenant } = inner;
      await recordAudit(inner, { action: "tenants:create", target: orcamoId, facts: { name: tenant.name, kind } });
      for (const entrusted of vendorsOf(input)) await entrustVendor(inner, entrusted);
      const user = firstUser(input);
      const made = await createUser(inner, user);
      const numbers: number[] = [];
      for (const [index, secret] of secrets.entries()) {
        const request = { kind: wanted[index] ?? signInKindOf[kind], note: "", requestId: `${id}:first:${index}` };
        numbers.push(await planRequested(inner, request, secret));
      }
      const own = { ...scope, db: all };
      const users = [{ ...made, name: user.name, role: user.role }];
      await makeHandOut(own, { fileName: `${orcamoId}.zip`, users, numbers, tenant }, handOutId);
      if (kind === "clinic") await enqueue(inner, "make-tenant-databases", {});
      const facts = { name: tenant.name, kind, administrator: made.loginId, certificates: numbers.join(" ") };
      await recordAudit(own, { action: "tenants:create", target: orcamoId, facts });
    });
  } catch (error) {
    // The other click of a double click was quicker.
    if (isRefusal(error) && error.code === "TENANT_EXISTS" && (await isRegistered(scope, id))) return;
    throw error;
  }
}

/** Of a form with everything that was typed in it, by this person. */
function idOf(what: string, { actor }: Scope, input: RegisterTenantInput): string {
  return derivedId(canonicalJson({ what, user: actor.user?.id, ...input }));
}

async function isRegistered(scope: Scope, id: string): Promise<boolean> {
  return (await officeDb(scope).tenant.count({ where: { id } })) === 1;
}

function vendorsOf({ kind, serverVendor, generalVendor }: RegisterTenantInput): EntrustInput[] {
  if (kind !== "clinic") return [];
  const entrusted: EntrustInput[] = [
    { vendor: serverVendor, kind: "server" },
    { vendor: generalVendor, kind: "general" },
  ];
  return entrusted.filter(({ vendor }) => vendor !== "");
}

function firstUser(input: RegisterTenantInput) {
  const { loginId, userName: name, userKana: nameKana, mail } = input;
  return { loginId, name, nameKana, mail, role: input.kind === "clinic" ? "administrator" : "vendor" } as const;
}

/** A vendor's people have one kind of certificate; a clinic's programs have kinds of their own. */
function wantedKinds(input: RegisterTenantInput): CertificateKind[] {
  const many = (kind: CertificateKind, count: number) => Array.from({ length: count }, () => kind);
  const signIn = many(signInKindOf[input.kind], input.certificates);
  if (input.kind !== "clinic") return signIn;
  return [...signIn, ...many("db", input.db), ...many("api", input.api), ...many("backup", input.backup)];
}
