import type { inOffice } from "../access/office.ts";

type Inner = Parameters<Parameters<typeof inOffice>[1]>[0];

/** The sessions over an organisation's certificates, and those of its users wherever they are at work. @returns how many */
export async function endSessions({ office, clock }: Inner, tenantId: string): Promise<number> {
  const now = clock.now();
  const { count } = await office.session.updateMany({
    where: { OR: [{ tenantId }, { userTenantId: tenantId }], endedAt: null },
    data: { endedAt: now, endReason: "tenant-stopped" },
  });
  await office.visit.updateMany({
    where: { OR: [{ tenantId }, { organizationId: tenantId }], endedAt: null },
    data: { endedAt: now },
  });
  return count;
}
