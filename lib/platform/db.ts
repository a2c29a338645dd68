import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import { connections } from "./connections.ts";
import { env } from "./env.ts";
import { once } from "./once.ts";
import { PrismaClient } from "./prisma/client.ts";
import type { Scope, TenantId } from "./scope.ts";
import { type Arguments, ScopeError, scopeArguments } from "./scoping.ts";
import { nameWrites } from "./statement-names.ts";
import { asTenant, TenantPool } from "./tenant-pool.ts";

/** The models that a tenant's request may touch. Raw SQL and the authority's tables are not among them. */
export type TenantDb = Pick<
  PrismaClient,
  | "tenant"
  | "user"
  | "certificateLine"
  | "certificate"
  | "entrustment"
  | "recoveryCode"
  | "visit"
  | "handOut"
  | "session"
  | "signIn"
  | "auditHead"
  | "auditEntry"
  | "notice"
  | "maintenanceWindow"
  | "tenantDatabase"
  | "upload"
  | "databaseImport"
  | "databaseDump"
  | "dumpLink"
  | "dumpSchedule"
  | "renewalAttempt"
  | "renewalLink"
>;

/** A client that sees one tenant's rows, by its own rewriting and by row-level security behind it. */
export function tenantDb(tenantId: TenantId): TenantDb {
  const { clients } = app();
  const known = clients.get(tenantId);
  if (known) return known;
  if (clients.size >= 2000) clients.clear();
  const made = scopedClient(tenantId);
  clients.set(tenantId, made);
  return made;
}

/**
 * One transaction; what the function does through its scope happens wholly or not at all. Nesting joins the outer
 * one. Keep signing and other slow work outside: rows stay locked meanwhile.
 */
export function inTransaction<S extends Pick<Scope, "db" | "tenant">, T>(scope: S, run: (scope: S) => Promise<T>): Promise<T> {
  if (app().open.has(scope.db)) return run(scope);
  const client = scope.db as ScopedClient;
  return asTenant(scope.tenant.id, () =>
    client.$transaction(
      async (transaction) => {
        app().open.add(transaction);
        return run({ ...scope, db: transaction });
      },
      { maxWait: 10_000, timeout: 20_000 },
    ),
  );
}

/** Lets commands and recordAudit run inside a transaction of the system role. For lib/access and lib/sessions alone. */
export function joinSystemTransaction(transaction: TenantDb): TenantDb {
  app().open.add(transaction);
  return transaction;
}

/**
 * A transaction of the system role that sees one tenant's rows, as a scope of that tenant would: the house's commands
 * find there what they would find outside. For lib/access alone.
 */
export function scopedTransaction(transaction: TenantDb, tenantId: TenantId): TenantDb {
  const scoped = new Proxy(transaction, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || value === null || value === undefined) return value;
      if (name === "$queryRawUnsafe" && jobStatement().getStore() && typeof value === "function") return value.bind(target);
      if (typeof value !== "object") throw new ScopeError(`${name}: raw SQL passes by the scope`);
      return scopedModel(value, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, tenantId);
    },
  });
  return joinSystemTransaction(scoped);
}

function scopedModel(delegate: object, model: string, tenantId: TenantId): object {
  return new Proxy(delegate, {
    get(target, operation) {
      const run: unknown = Reflect.get(target, operation);
      if (typeof operation !== "string" || typeof run !== "function") return run;
      return (args: Arguments = {}) => run.call(target, scopeArguments(model, operation, args, tenantId));
    },
  });
}

/** Raw statements inside the scope's transaction. For the job queue alone (lib/platform/jobs.ts): it shares the commit. */
export async function runJobStatement(
  db: TenantDb,
  tenantId: TenantId,
  text: string,
  values: unknown[],
): Promise<{ rows: unknown[] }> {
  if (!app().open.has(db)) throw new ScopeError("a job is enqueued inside the transaction of its row");
  const raw = db as unknown as { $queryRawUnsafe(text: string, ...values: unknown[]): Promise<unknown[]> };
  const rows = await asTenant(tenantId, () => jobStatement().run(true, async () => await raw.$queryRawUnsafe(text, ...values)));
  return { rows };
}

export async function closeDb(): Promise<void> {
  await app().base.$disconnect();
  await app().pool.end();
}

interface ScopedClient extends TenantDb {
  $transaction<T>(run: (transaction: TenantDb) => Promise<T>, options: { maxWait: number; timeout: number }): Promise<T>;
}

function app() {
  return once("app-db", () => {
    const pool = new TenantPool({
      connectionString: connections().app,
      max: env().databasePool,
      application_name: "portal",
      connectionTimeoutMillis: 5000,
    });
    const adapter = new PrismaPg(pool, { statementNameGenerator: nameWrites() });
    const base = new PrismaClient({ adapter, errorFormat: "minimal" });
    return { pool, base, clients: new Map<string, TenantDb>(), open: new WeakSet<object>() };
  });
}

/** Set while the job queue's own statement runs; every other raw statement is refused. */
const jobStatement = () => once("job-statement", () => new AsyncLocalStorage<true>());

function scopedClient(tenantId: TenantId): TenantDb {
  return app().base.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        if (!model) {
          if (operation === "$queryRawUnsafe" && jobStatement().getStore()) return query(args);
          throw new ScopeError(`${operation}: raw SQL passes by the scope`);
        }
        const scoped = scopeArguments(model, operation, (args ?? {}) as Arguments, tenantId);
        // Awaited inside: Prisma's promises are lazy and would start after the tenant is gone.
        return asTenant(tenantId, async () => await query(scoped as typeof args));
      },
    },
  }) as unknown as TenantDb;
}
