import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { hashOf } from "./ask.ts";
import { makeRenewedFile, type RenewedFile, renewedFields } from "./make-file.ts";
import { downloadEvent } from "./open-renewed.ts";
import { keepsPace } from "./pace.ts";
import { presented } from "./presented.ts";
import { recordingRefusals } from "./succeed.ts";

/**
 * `GET /api/cert/<token>`: the file, for any certificate of the line that asked, as often as a client tries within the ten
 * minutes. The first time is an entry of the log, and so is a refusal: the client has no file then, and says so to nobody.
 * @throws Refusal RENEWAL_LINK_GONE, whether it is over, another's, or was never made
 */
export async function fetchRenewed(scope: Scope, { token }: { token: string }): Promise<RenewedFile> {
  permit(scope, "certificates:renew-own");
  return recordingRefusals(scope, "api", () => fetch(scope, token));
}

async function fetch(scope: Scope, token: string): Promise<RenewedFile> {
  const { number } = presented(scope);
  const tokenHash = hashOf(token);
  const open = { tokenHash, expiresAt: { gt: scope.clock.now() } };
  const where = { number, state: "active", renewalLinks: { some: open } } as const;
  const renewed = await scope.db.certificate.findFirst({ where, select: renewedFields });
  if (!renewed) throw new Refusal("RENEWAL_LINK_GONE");
  const file = await makeRenewedFile(scope, renewed);
  await inTransaction(scope, async (inner) => {
    const taken = { where: { tokenHash, takenAt: null }, data: { takenAt: inner.clock.now() } };
    const { count } = await inner.db.renewalLink.updateMany(taken);
    // A loop of POST and GET has an address of its own each time; how often it asked is counted (record-attempt.ts).
    if (count === 1 && keepsPace(inner, "fetched")) await recordAudit(inner, downloadEvent(inner, renewed, "api"));
  });
  return file;
}
