import { inOffice } from "../access/office.ts";
import { systemScope } from "../access/system-scope.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import type { Clock } from "../platform/clock.ts";
import { log } from "../platform/log.ts";
import { systemDb } from "../platform/system-db.ts";
import { freshSettings } from "../settings/current.ts";

/**
 * The oldest month of the sign-in history goes when all of it is older than is kept; one month a call, so that a clock
 * that stood far ahead for a day does not take the history with it. Stands in the operator's own log; without an
 * operator nothing goes.
 * @returns the month, `2021-07`
 */
export async function dropSignInPartition(clock: Clock): Promise<string | undefined> {
  const operator = await systemDb().tenant.findFirst({ where: { kind: "operator" }, orderBy: { createdAt: "asc" } });
  if (!operator) return undefined;
  const { signInRetentionYears: years } = await freshSettings();
  const scope = await systemScope(operator.orcamoId, "worker", clock);
  const dropped = await inOffice(scope, async (inner) => {
    // First: once the month goes every sign-in waits for this transaction.
    await lockChain(inner);
    const [row] = await inner.office.$queryRaw<{ month: string | null }[]>`
      SELECT portal_drop_sign_in_partition(${yearsBefore(clock.now(), years)}::date) AS month`;
    const month = row?.month?.replace("_", "-");
    if (month) await recordAudit(inner, { action: "sign-ins:drop-month", target: month, facts: { years } });
    return month;
  });
  if (dropped) log.info("sign-ins-dropped", { month: dropped, years });
  return dropped;
}

/** A day of UTC, as the months are; of a leap day the one before. Nothing goes early. */
function yearsBefore(now: Date, years: number): string {
  const [year = "", month, day] = now.toISOString().slice(0, 10).split("-");
  return `${Number(year) - years}-${month}-${month === "02" && day === "29" ? "28" : day}`;
}
