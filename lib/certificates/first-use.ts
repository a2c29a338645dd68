import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { plainText } from "../platform/plain-text.ts";
import type { Scope } from "../platform/scope.ts";
import { subjectText } from "./model.ts";

/**
 * The certificate of the scope was seen. When it is a renewed one and this is the first time, that stands in the log, and
 * the days run in which the former ones still work (close-overlap.ts). However many requests come at once, one is the first.
 */
export async function recordFirstUse(scope: Scope): Promise<void> {
  permit(scope, "certificates:renew-own");
  const { certificate, tlsVersion = "", userAgent } = scope.actor;
  if (!certificate) return;
  await inTransaction(scope, async (inner) => {
    const [used] = await inner.db.certificate.updateManyAndReturn({
      where: { id: certificate.id, generation: { gt: 1 }, firstUsedAt: null },
      data: { firstUsedAt: inner.clock.now() },
      select: { number: true, generation: true },
    });
    if (!used) return;
    await recordAudit(inner, {
      action: "certificates:first-use",
      target: subjectText(certificate),
      facts: { ...used, tlsVersion, program: plainText(userAgent, 300) },
    });
  });
}
