import { type inOffice, officeScope } from "../access/office.ts";
import { changesBetween } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { NoticeInput } from "./inputs.ts";

/** What a notice says and to whom, as the log tells it. */
export type NoticeContent = Readonly<Record<"audience" | "tenant" | "title" | "body" | "startsAt", string>> & {
  readonly important: boolean;
  readonly endsAt: string | null;
};

type OfficeScope = Parameters<Parameters<typeof inOffice>[1]>[0];

type Written = Omit<NoticeInput, "id" | "tenant"> & { readonly tenant: string | { readonly orcamoId: string } | null };

/** @param notice as a form has it, or as it is stored */
export function contentOf({ audience, tenant, important, title, body, startsAt, endsAt }: Written): NoticeContent {
  const orcamoId = typeof tenant === "string" ? tenant : (tenant?.orcamoId ?? "");
  const end = endsAt?.toISOString() ?? null;
  return { audience, tenant: orcamoId, important, title, body, startsAt: startsAt.toISOString(), endsAt: end };
}

export function isSame(one: NoticeContent, other: NoticeContent): boolean {
  return Object.keys(changesBetween(one, other)).length === 0;
}

/** The organisation that a notice is for; undefined for all. @throws Refusal TENANT_UNKNOWN */
export async function findTarget({ office }: OfficeScope, orcamoId: string): Promise<{ id: string } | undefined> {
  if (orcamoId === "") return undefined;
  const tenant = await office.tenant.findUnique({ where: { orcamoId }, select: { id: true } });
  if (!tenant) throw new Refusal("TENANT_UNKNOWN", { orcamoId });
  return tenant;
}

/**
 * In the operator's log, and in that of the organisation that the notice is or was for: of a change what changed, of a
 * new one all of it.
 */
export async function recordNotice(
  scope: OfficeScope,
  action: "notices:create" | "notices:change" | "notices:withdraw",
  id: string,
  { before, after }: { readonly before?: NoticeContent; readonly after?: NoticeContent },
): Promise<void> {
  const event = {
    action,
    target: after?.title ?? before?.title ?? "",
    facts: { id, ...(before && after ? changesBetween(before, after) : after) },
  };
  await recordAudit(scope, event);
  const concerned = new Set([before?.tenant, after?.tenant].filter((orcamoId) => orcamoId !== undefined && orcamoId !== ""));
  concerned.delete(scope.tenant.orcamoId);
  for (const orcamoId of [...concerned].sort()) {
    const { tenant } = await officeScope(scope, String(orcamoId));
    await recordAudit({ ...scope, tenant }, event);
  }
}

export const storedFields = {
  audience: true,
  important: true,
  title: true,
  body: true,
  startsAt: true,
  endsAt: true,
  version: true,
  withdrawnAt: true,
  tenant: { select: { orcamoId: true } },
} as const;
