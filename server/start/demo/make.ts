import { systemScope } from "#lib/access/system-scope.ts";
import { recordAudit } from "#lib/audit/record.ts";
import { rebuildRevocationList } from "#lib/authority/lists.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import type { Say } from "#server/start/say.ts";
import { makeDemoDatabases } from "./databases.ts";
import { issueDemoCertificates } from "./issue.ts";
import { makeDemoNotices } from "./notices.ts";
import { makeDemoOrganizations, operator } from "./organizations.ts";
import { program } from "./program.ts";
import { makeDemoRenewals } from "./renewals.ts";
import { writeDemoHandouts } from "./write-handouts.ts";

/**
 * Demo data for a database without any tenant. Each part finds what is there and adds what is missing, so that a start
 * after any interruption goes on; once complete it is never looked at again, and what people change in it stays.
 */
export async function makeDemo(say: Say): Promise<void> {
  const began = await firstStart();
  if (!began) return;
  say("Making the demo data (some seconds)");
  await makeDemoOrganizations(began);
  await makeDemoNotices(began);
  await makeDemoDatabases();
  await issueDemoCertificates(began, say);
  await makeDemoRenewals(began);
  await rebuildRevocationList(0, new Date());
  await writeDemoHandouts();
  await recordAudit(await systemScope(operator.orcamoId, program), { action: complete, target: operator.orcamoId });
}

const complete = "demo:complete";

/** The moment from which the dates count: the birth of the first demo tenant. undefined when there is nothing to do. */
async function firstStart(): Promise<Date | undefined> {
  const known = await systemDb().tenant.findUnique({ where: { orcamoId: operator.orcamoId } });
  if (!known) {
    if ((await systemDb().tenant.count()) > 0) return undefined;
    await createTenant(program, operator, systemClock);
    return firstStart();
  }
  const history = { tenantId: known.id, action: { in: [complete, "tenants:create"] } };
  const entries = await systemDb().auditEntry.findMany({ where: history, orderBy: { sequence: "asc" } });
  const ours = entries.some(({ actor }) => JSON.stringify(actor).includes(`"${program}"`));
  return ours && !entries.some(({ action }) => action === complete) ? known.createdAt : undefined;
}
