/**
 * Adds the tenant to the arguments of a Prisma operation, so that a query without its tenant cannot be written
 * (ARCHITECTURE.md §4, rule 2). Pure. What it does not know it refuses: a new kind of operation fails in a test
 * instead of leaking a row.
 */
export function scopeArguments(model: string, operation: string, args: Arguments, tenantId: string): Arguments {
  const access = models[model];
  if (!access) throw new ScopeError(`${model} is not a tenant's table`);
  if (readsMany.has(operation)) return { ...args, where: { AND: [args.where ?? {}, access.visible(tenantId)] } };
  if (readsOne.has(operation)) return { ...args, where: mine(access, args.where, tenantId) };
  if (!access.writable) throw new ScopeError(`${model} is read only for a tenant`);
  if (changesMany.has(operation)) {
    return { ...args, where: { AND: [args.where ?? {}, access.own(tenantId)] }, ...data(access, args, tenantId) };
  }
  if (changesOne.has(operation)) return { ...args, where: mine(access, args.where, tenantId), ...data(access, args, tenantId) };
  if (operation === "create") return { ...args, data: created(access, args.data, tenantId) };
  if (createsMany.has(operation)) {
    const rows = Array.isArray(args.data) ? args.data : [args.data];
    return { ...args, data: rows.map((row) => created(access, row, tenantId)) };
  }
  if (operation === "upsert") {
    return {
      ...args,
      where: mine(access, args.where, tenantId),
      create: created(access, args.create, tenantId),
      update: changed(access, args.update, tenantId),
    };
  }
  throw new ScopeError(`${operation} is not a known operation`);
}

export class ScopeError extends Error {
  override readonly name = "ScopeError";
}

export interface Arguments {
  where?: unknown;
  data?: unknown;
  create?: unknown;
  update?: unknown;
  [name: string]: unknown;
}

interface ModelAccess {
  readonly column: "tenantId" | "id";
  readonly writable: boolean;
  readonly creatable: boolean;
  own(tenantId: string): object;
  visible(tenantId: string): object;
}

const owned: ModelAccess = {
  column: "tenantId",
  writable: true,
  creatable: true,
  own: (tenantId) => ({ tenantId }),
  visible: (tenantId) => ({ tenantId }),
};

/** Models missing here (the authority, throttles, server certificates) are for the system alone. */
const models: Readonly<Record<string, ModelAccess>> = {
  User: owned,
  CertificateLine: owned,
  Certificate: owned,
  Entrustment: owned,
  RecoveryCode: owned,
  Visit: owned,
  HandOut: owned,
  TenantDatabase: owned,
  Upload: owned,
  DatabaseImport: owned,
  DatabaseDump: owned,
  DumpLink: owned,
  DumpSchedule: owned,
  RenewalAttempt: owned,
  RenewalLink: owned,
  Session: { ...owned, creatable: false },
  AuditHead: owned,
  AuditEntry: owned,
  SignIn: { ...owned, writable: false },
  Tenant: { column: "id", writable: true, creatable: false, own: (id) => ({ id }), visible: (id) => ({ id }) },
  Notice: { ...owned, writable: false, visible: (tenantId) => ({ OR: [{ tenantId }, { tenantId: null }] }) },
  MaintenanceWindow: { ...owned, writable: false, visible: () => ({}) },
};

const readsMany = new Set(["findMany", "findFirst", "findFirstOrThrow", "count", "aggregate", "groupBy"]);
const readsOne = new Set(["findUnique", "findUniqueOrThrow"]);
const changesMany = new Set(["updateMany", "updateManyAndReturn", "deleteMany"]);
const changesOne = new Set(["update", "delete"]);
const createsMany = new Set(["createMany", "createManyAndReturn"]);

/** For operations that name one row: the tenant stands beside the unique key, so a foreign row is not found. */
function mine(access: ModelAccess, where: unknown, tenantId: string): object {
  const given = record(where);
  if (access.column in given && given[access.column] !== tenantId) {
    if (access.column === "id") return { ...given, AND: [access.own(tenantId)] };
    throw new ScopeError("the query names another tenant");
  }
  return { ...given, ...access.own(tenantId) };
}

function created(access: ModelAccess, row: unknown, tenantId: string): object {
  if (!access.creatable) throw new ScopeError("not created by a tenant");
  return { ...changed(access, row, tenantId), [access.column]: tenantId };
}

function changed(access: ModelAccess, row: unknown, tenantId: string): object {
  const given = record(row);
  if (given[access.column] !== undefined && given[access.column] !== tenantId)
    throw new ScopeError("the row names another tenant");
  for (const [field, value] of Object.entries(given)) {
    if (isNestedWrite(field, value)) throw new ScopeError(`${field}: nested writes pass by the scope; write each row by itself`);
  }
  return given;
}

function data(access: ModelAccess, args: Arguments, tenantId: string): { data?: object } {
  return args.data === undefined ? {} : { data: changed(access, args.data, tenantId) };
}

const relationVerbs = [
  "create",
  "createMany",
  "connect",
  "connectOrCreate",
  "disconnect",
  "delete",
  "deleteMany",
  "update",
  "updateMany",
  "upsert",
];
const jsonFields = new Set(["actor", "facts"]);

function isNestedWrite(field: string, value: unknown): boolean {
  if (jsonFields.has(field) || value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return false;
  return relationVerbs.some((verb) => verb in value);
}

function record(value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (value === null || typeof value !== "object") throw new ScopeError("not an object");
  return value as Record<string, unknown>;
}
