import { permit } from "../access/permissions.ts";
import { type Client, clientsOf, findVendor, type Vendor, vendorsOf } from "../access/vendors.ts";
import type { Page } from "../platform/paging.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ClientListInput, EntrustInput } from "./inputs.ts";
import { clientPageSize, type EntrustmentKind } from "./model.ts";

export interface EntrustmentRow {
  readonly id: string;
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: EntrustmentKind;
  readonly since: Date;
  /** null while it is in force. */
  readonly endedAt: Date | null;
}

/** The vendors that the clinic entrusts, and those it entrusted before, newest first. */
export async function listEntrustments(scope: Scope): Promise<{ present: EntrustmentRow[]; former: EntrustmentRow[] }> {
  permit(scope, "entrustments:read");
  const vendors = await vendorsOf(scope);
  const entrustments = await scope.db.entrustment.findMany({ orderBy: [{ since: "desc" }, { id: "desc" }] });
  const rows = entrustments.map(({ id, vendorId, kind, since, endedAt }) => ({
    ...view(vendors, vendorId),
    id,
    kind,
    since,
    endedAt,
  }));
  return {
    present: rows.filter((row) => row.endedAt === null),
    former: rows.filter((row) => row.endedAt !== null),
  };
}

/** One in force, for the question before it is withdrawn. @throws Refusal NOT_FOUND */
export async function getEntrustment(scope: Scope, id: string): Promise<EntrustmentRow> {
  const { present } = await listEntrustments(scope);
  const row = present.find((entrustment) => entrustment.id === id);
  if (!row) throw new Refusal("NOT_FOUND");
  return row;
}

/** Whom an ORCAMO ID names, for the question before the vendor is entrusted. @throws Refusal VENDOR_UNKNOWN */
export async function lookUpVendor(scope: Scope, { vendor }: Pick<EntrustInput, "vendor">): Promise<Vendor> {
  permit(scope, "entrustments:manage");
  if (scope.tenant.kind !== "clinic") throw new Refusal("NOT_FOUND");
  return findVendor(vendor);
}

export type ClientRow = Client;

/** 担当テナント: the clinics that entrust the vendor of the scope. */
export async function listClients(scope: Scope, { q, page }: ClientListInput): Promise<{ rows: ClientRow[]; page: Page }> {
  permit(scope, "clients:read");
  return clientsOf(scope, { search: q, page, size: clientPageSize });
}

function view(vendors: ReadonlyMap<string, Vendor>, vendorId: string): { orcamoId: string; name: string } {
  const { orcamoId = "", name = "" } = vendors.get(vendorId) ?? {};
  return { orcamoId, name };
}
