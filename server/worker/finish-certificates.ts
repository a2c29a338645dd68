import { systemScope } from "#lib/access/system-scope.ts";
import { finishCertificate } from "#lib/certificates/issue.ts";
import { log } from "#lib/platform/log.ts";
import { systemDb } from "#lib/platform/system-db.ts";

/** Long enough that whoever planned it would have signed it by now. */
const patienceMs = 2 * 60_000;

/** Signs what was planned when a process died. One that fails does not hold up the others; it is tried again next time. */
export async function finishCertificates(now: Date): Promise<void> {
  const left = await systemDb().certificate.findMany({
    where: { state: "requested", requestedAt: { lt: new Date(now.getTime() - patienceMs) } },
    select: { id: true, organization: true, generation: true },
    orderBy: { requestedAt: "asc" },
    take: 500,
  });
  for (const { id, organization, generation } of left) {
    try {
      const scope = await systemScope(organization, "worker");
      await finishCertificate(scope, id, generation === 1 ? "certificates:issue" : "certificates:renew");
      log.info("certificate-finished", { id, organization });
    } catch (error) {
      log.error("certificate-not-finished", { id, organization, error });
    }
  }
}
