import { currentRevocationList, everyShard } from "#lib/authority/lists.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { directoryOf, findTlsPlace } from "#server/tenant-tls/place.ts";
import { readState } from "#server/tenant-tls/state.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const todo = "see that the worker runs there as PostgreSQL's user or as root, and what refresh-tenant-tls says in its log";

/** DB接続サービス: a server whose revocation list has ended refuses every certificate. */
export async function checkTenantTls(): Promise<Finding> {
  const place = await findTlsPlace();
  if (!place) return ok("the clinics' databases are not opened to certificates");
  const list = await currentRevocationList(everyShard);
  const about = "the clinics' databases are opened to certificates";
  if (!list || list.nextUpdate.getTime() < Date.now()) return fail(`${about}, by a revocation list that has ended`, todo);
  try {
    const state = readState(directoryOf(place));
    if (state?.read && state.at) return ok(`${about}; PostgreSQL read the files of ${formatDateTime(state.at)}`);
  } catch (error) {
    return warn(`${about}: ${error instanceof Error ? error.message : String(error)}`, "look on the machine of the worker");
  }
  return warn(`${about}, and PostgreSQL has not read the newest files`, todo);
}
