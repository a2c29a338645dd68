import { literally } from "../platform/literally.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";

/** What a tenant may know of an organisation that it does not entrust: nothing but the name that goes with an ID. */
export interface Vendor {
  readonly id: string;
  readonly orcamoId: string;
  readonly name: string;
}

/**
 * The vendor that an exact ORCAMO ID names. One answer for what is no vendor, is stopped or closed, and for what does
 * not exist: the form is no register of organisations.
 * @throws Refusal VENDOR_UNKNOWN
 */
export async function findVendor(orcamoId: string): Promise<Vendor> {
  const where = { orcamoId, kind: "vendor", state: "active" } as const;
  const vendor = await systemDb().tenant.findFirst({ where, select: { id: true, orcamoId: true, name: true } });
  if (!vendor) throw new Refusal("VENDOR_UNKNOWN");
  return vendor;
}

/** The vendors that the tenant entrusts or once did, by id: of former ones row-level security hides the rows. */
export async function vendorsOf({ tenant }: Scope): Promise<Map<string, Vendor>> {
  const vendors = await systemDb().tenant.findMany({
    where: { entrustedBy: { some: { tenantId: tenant.id } } },
    select: { id: true, orcamoId: true, name: true },
  });
  return new Map(vendors.map((vendor) => [vendor.id, vendor]));
}

export interface Client {
  readonly orcamoId: string;
  readonly name: string;
  readonly state: "active" | "stopped" | "closed";
  readonly kinds: readonly ("server" | "general")[];
  /** The earliest of the entrustments in force. */
  readonly since: Date;
}

/** The tenants that entrust the vendor of the scope, and no others, whatever is searched for. @throws Refusal NOT_FOUND */
export async function clientsOf(
  { tenant }: Scope,
  { search, page: wanted, size }: { readonly search: string; readonly page: number; readonly size: number },
): Promise<{ rows: Client[]; page: Page }> {
  if (tenant.kind !== "vendor") throw new Refusal("NOT_FOUND");
  const mine = { vendorId: tenant.id, endedAt: null };
  const where = { AND: [{ entrusts: { some: mine } }, named(search)] } satisfies Prisma.TenantWhereInput;
  const page = pageOf(wanted, await systemDb().tenant.count({ where }), size);
  const found = await systemDb().tenant.findMany({
    where,
    select: { orcamoId: true, name: true, state: true, entrusts: { where: mine, orderBy: { since: "asc" } } },
    orderBy: { orcamoId: "asc" },
    skip: (page.number - 1) * size,
    take: size,
  });
  const rows = found.map(({ entrusts, ...row }) => {
    const kinds = [...new Set(entrusts.map(({ kind }) => kind))].sort().reverse();
    return { ...row, kinds, since: entrusts[0]?.since ?? new Date(0) };
  });
  return { rows, page };
}

function named(search: string): Prisma.TenantWhereInput {
  if (search === "") return {};
  const literal = literally(search);
  return { OR: [{ orcamoId: { startsWith: literal.toLowerCase() } }, { name: { contains: literal, mode: "insensitive" } }] };
}
