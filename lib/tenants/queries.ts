import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { literally } from "../platform/literally.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { TenantListInput } from "./inputs.ts";
import {
  displayOrcamoId,
  type LinkedApp,
  limits,
  linkedAppLabels,
  prefixOf,
  type TenantKind,
  type TenantState,
  tenantStateLabels,
} from "./model.ts";

export interface TenantDetails {
  readonly orcamoId: string;
  readonly displayId: string;
  readonly name: string;
  readonly serverVendor: string | undefined;
  readonly generalVendor: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: string;
  readonly maintenance: string | undefined;
  readonly linkedApps: readonly LinkedApp[];
  readonly overlapDays: number | null;
}

/** テナント詳細 (PRODUCT.md §5). */
export async function getTenantDetails(scope: Scope): Promise<TenantDetails> {
  permit(scope, "tenants:read");
  const tenant = await scope.db.tenant.findUnique({
    where: { id: scope.tenant.id },
    include: {
      entrusts: { where: { endedAt: null }, include: { vendor: { select: { name: true } } }, orderBy: { since: "asc" } },
    },
  });
  if (!tenant) throw new Refusal("NOT_FOUND");
  const vendors = (kind: "server" | "general") =>
    tenant.entrusts
      .filter((entrustment) => entrustment.kind === kind)
      .map((entrustment) => entrustment.vendor.name)
      .join("、") || undefined;
  return {
    orcamoId: tenant.orcamoId,
    displayId: displayOrcamoId(tenant.orcamoId),
    name: tenant.name,
    serverVendor: vendors("server"),
    generalVendor: vendors("general"),
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
    state: tenantStateLabels[tenant.state],
    maintenance: tenant.maintenance ?? undefined,
    linkedApps: tenant.linkedApps.filter((app): app is LinkedApp => app in linkedAppLabels),
    overlapDays: tenant.overlapDays,
  };
}

/** 以前の証明書の扱い: days after the first use of a renewed certificate; null: until the former ones expire. */
export async function overlapDaysOf(scope: Scope): Promise<number | null> {
  permit(scope, "tenants:read");
  const where = { id: scope.tenant.id };
  return (await scope.db.tenant.findUniqueOrThrow({ where, select: { overlapDays: true } })).overlapDays;
}

export interface Contract {
  readonly plan: string | undefined;
  readonly name: string;
  readonly displayId: string;
  /** The institution's number as insurers know it. */
  readonly medicalId: string | undefined;
  readonly apiPlan: string | undefined;
}

/** 日レセ管理画面 (seed 004 §5 ②). */
export async function getContract(scope: Scope): Promise<Contract> {
  permit(scope, "databases:read");
  const tenant = await scope.db.tenant.findUnique({
    where: { id: scope.tenant.id },
    select: { plan: true, name: true, orcamoId: true, medicalId: true, apiPlan: true },
  });
  if (!tenant) throw new Refusal("NOT_FOUND");
  return {
    plan: tenant.plan ?? undefined,
    name: tenant.name,
    displayId: displayOrcamoId(tenant.orcamoId),
    medicalId: tenant.medicalId ?? undefined,
    apiPlan: tenant.apiPlan ?? undefined,
  };
}

export interface TenantRow {
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly state: TenantState;
  readonly createdAt: Date;
}

/** テナント・ベンダー of the console: all organisations, by ORCAMO ID. */
export async function listTenants(scope: Scope, input: TenantListInput): Promise<{ rows: TenantRow[]; page: Page }> {
  permit(scope, "console:read");
  const db = officeDb(scope);
  const where = tenantFilter(input);
  const page = pageOf(input.page, await db.tenant.count({ where }), limits.pageSize);
  const rows = await db.tenant.findMany({
    where,
    select: { orcamoId: true, name: true, kind: true, state: true, createdAt: true },
    orderBy: { orcamoId: "asc" },
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  return { rows, page };
}

/** The ORCAMO ID after the last one of a kind, or undefined when there is none left. */
export async function nextOrcamoId(scope: Scope, kind: TenantKind): Promise<string | undefined> {
  permit(scope, "console:read");
  const prefix = prefixOf[kind];
  const last = await officeDb(scope).tenant.findFirst({
    where: { orcamoId: { startsWith: prefix } },
    select: { orcamoId: true },
    orderBy: { orcamoId: "desc" },
  });
  const number = Number(last?.orcamoId.slice(1) ?? 0) + 1;
  return number < 100_000_000 ? `${prefix}${String(number).padStart(8, "0")}` : undefined;
}

/** The ORCAMO ID from its beginning; digits alone are those of any kind, also nine as テナント詳細 shows them. */
function tenantFilter({ id, name, kind, state }: TenantListInput): Prisma.TenantWhereInput {
  return {
    ...(id !== "" && { OR: idsOf(id).map((prefix) => ({ orcamoId: { startsWith: prefix } })) }),
    ...(name !== "" && { name: { contains: literally(name), mode: "insensitive" } }),
    ...(kind !== "all" && { kind }),
    ...(state !== "all" && { state }),
  };
}

function idsOf(typed: string): string[] {
  if (/^[uvo]/.test(typed)) return [typed];
  const digits = typed.length === 9 ? typed.slice(1) : typed;
  return Object.values(prefixOf).map((prefix) => `${prefix}${digits}`);
}
