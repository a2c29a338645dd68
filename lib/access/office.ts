import { joinSystemTransaction, scopedTransaction, tenantDb } from "../platform/db.ts";
import type { PrismaClient } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { mintTenantId } from "./tenant-id.ts";

/** Every tenant's rows, for the operator's console: the reads of commands that have permitted a `console:` permission. */
export function officeDb(scope: Scope): PrismaClient {
  requireOffice(scope);
  return systemDb();
}

/**
 * One transaction of the system role, for what concerns all tenants. Entries go to the chain of the scope's tenant;
 * give recordAudit `{ ...inner, tenant }` to write them to the chain of the organisation that they are about.
 */
export function inOffice<T>(scope: Scope, run: (inner: Scope & { office: OfficeTransaction }) => Promise<T>): Promise<T> {
  requireOffice(scope);
  return systemDb().$transaction(
    (transaction) => run({ ...scope, db: joinSystemTransaction(transaction), office: transaction }),
    { maxWait: 10_000, timeout: 20_000 },
  );
}

type OfficeTransaction = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

/** The scope of one organisation within the transaction of inOffice, for the house's commands on its rows. */
export function within(inner: Scope & { office: OfficeTransaction }, tenant: ScopeTenant): Scope {
  return { ...inner, tenant, db: scopedTransaction(inner.office, tenant.id) };
}

/**
 * The scope of one organisation for a command of the console: its own rows through its own scope, with the operator as
 * the actor. No visit is needed: what is done is in its log, and nothing of it is shown.
 * @throws Refusal NOT_FOUND
 */
export async function officeScope(scope: Scope, orcamoId: string): Promise<Scope> {
  requireOffice(scope);
  const tenant = await findOffice(orcamoId);
  return { ...scope, tenant, db: tenantDb(tenant.id) };
}

async function findOffice(orcamoId: string): Promise<ScopeTenant> {
  const row = await systemDb().tenant.findUnique({ where: { orcamoId } });
  if (!row) throw new Refusal("NOT_FOUND", { orcamoId });
  return { id: mintTenantId(row.id), orcamoId: row.orcamoId, name: row.name, kind: row.kind };
}

function requireOffice({ actor, tenant }: Scope): void {
  if (actor.standing === "system" || (actor.standing === "operator" && tenant.kind === "operator")) return;
  throw new Refusal("NOT_PERMITTED");
}
