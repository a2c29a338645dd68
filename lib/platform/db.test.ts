import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { recordAudit } from "#lib/audit/record.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { Scope } from "./scope.ts";

let database: TestDatabase;
let mine: Scope;
let theirs: Scope;
let house: typeof import("#tests/scopes.ts");
let inTransaction: typeof import("./db.ts")["inTransaction"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ inTransaction } = await import("./db.ts"));
  await house.prepareHouse();
  mine = await house.makeTenant("u00000001");
  theirs = await house.makeTenant("u00000002");
  for (const scope of [mine, theirs]) {
    await house.makeUser(scope, `user-${scope.tenant.orcamoId}`);
    await scope.db.certificateLine.create({ data: { tenantId: scope.tenant.id, kind: "client" } });
  }
});

after(async () => {
  const { stopJobSender } = await import("./jobs.ts");
  await stopJobSender();
  await database.close();
});

describe("the wrong tenant", () => {
  test("sees, counts, changes and deletes nothing of another's rows", async () => {
    const foreign = await theirs.db.user.findFirstOrThrow();
    const line = await theirs.db.certificateLine.findFirstOrThrow();
    assert.equal(await mine.db.user.count({ where: { tenantId: theirs.tenant.id } }), 0);
    assert.equal(await mine.db.user.findUnique({ where: { id: foreign.id } }), null);
    assert.equal(await mine.db.user.findUnique({ where: { loginId: foreign.loginId } }), null);
    assert.equal(await mine.db.certificateLine.findUnique({ where: { number: line.number } }), null);
    assert.equal(await mine.db.tenant.findUnique({ where: { id: theirs.tenant.id } }), null);
    assert.equal((await mine.db.user.updateMany({ where: { id: foreign.id }, data: { name: "x" } })).count, 0);
    await assert.rejects(mine.db.user.update({ where: { id: foreign.id }, data: { name: "x" } }), house.isCode("P2025"));
    await assert.rejects(
      mine.db.certificateLine.upsert({
        where: { number: line.number },
        create: { tenantId: mine.tenant.id, number: line.number, kind: "client" },
        update: { note: "x" },
      }),
    );
    assert.equal((await theirs.db.certificateLine.findFirstOrThrow()).note, "");
  });

  test("cannot point a row at another's", async () => {
    const line = await theirs.db.certificateLine.findFirstOrThrow();
    const data = { ...certificateRow, tenantId: mine.tenant.id, lineId: line.id, number: line.number };
    await assert.rejects(mine.db.certificate.create({ data }), house.isCode("P2003"));
  });

  test("is told apart by PostgreSQL itself when the scope is by-passed", async () => {
    const client = new pg.Client({ connectionString: database.app });
    await client.connect();
    try {
      assert.equal((await client.query("SELECT FROM users")).rowCount, 0, "no tenant set: no row");
      await client.query("SELECT set_config('portal.tenant', $1, false)", [mine.tenant.id]);
      assert.equal((await client.query("SELECT FROM users")).rowCount, 1);
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM users WHERE "tenantId" = $1`, [theirs.tenant.id]);
      assert.equal(rows[0].n, 0);
      await assert.rejects(client.query(`INSERT INTO audit_heads VALUES ($1, 0, '')`, [theirs.tenant.id]), /row-level security/);
      for (const table of ["authorities", "server_certificates", "sign_in_throttles", "revocation_lists"]) {
        await assert.rejects(client.query(`SELECT FROM ${table}`), /permission denied/, table);
      }
      for (const table of ["settings", "checkpoint_keys", "key_pool"])
        await assert.rejects(client.query(`SELECT FROM ${table}`), /permission denied/, table);
      for (const change of ["kind = 'operator'", "state = 'active'", `"orcamoId" = 'o00000009'`])
        await assert.rejects(client.query(`UPDATE tenants SET ${change}`), /permission denied/, change);
      await assert.rejects(client.query("DELETE FROM users"), /permission denied/);
      await assert.rejects(client.query("UPDATE audit_entries SET action = 'x'"), /permission denied/);
      await assert.rejects(client.query("DELETE FROM audit_entries"), /permission denied/);
    } finally {
      await client.end();
    }
  });

  test("finds no way round through a partition, a table of its own or the rights that everybody has", async () => {
    for (const role of ["app", "system"] as const) {
      const client = new pg.Client({ connectionString: database[role] });
      await client.connect();
      try {
        for (const statement of [
          "SELECT FROM sign_ins_default",
          "CREATE TABLE public.users_too ()",
          "CREATE SCHEMA mine",
          "DELETE FROM certificates",
          "DELETE FROM audit_entries",
          "UPDATE audit_entries SET action = 'x'",
          "SELECT FROM _prisma_migrations",
          "SELECT pg_read_file('/etc/passwd')",
          "COPY users TO PROGRAM 'cat'",
          "SET ROLE portal_owner",
          "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
          ...(role === "app" ? ["SELECT portal_make_sign_in_partitions('2000-01-01', 1)"] : []),
        ]) {
          await assert.rejects(client.query(statement), /permission denied|must be/, `${role}: ${statement}`);
        }
      } finally {
        await client.end();
      }
    }
  });

  test("has row-level security, forced, on every table that has a tenant", async () => {
    const client = new pg.Client({ connectionString: database.owner });
    await client.connect();
    const { rows } = await client.query(
      `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> '_prisma_migrations'
         AND NOT (relrowsecurity AND relforcerowsecurity)`,
    );
    await client.end();
    assert.deepEqual(rows, []);
  });
});

describe("a transaction", () => {
  test("leaves nothing behind when it fails, also what a nested one did", async () => {
    await assert.rejects(
      inTransaction(mine, async (outer) => {
        await outer.db.certificateLine.create({ data: { tenantId: mine.tenant.id, kind: "db", note: "lost" } });
        await inTransaction(outer, (inner) => recordAudit(inner, { action: "test:nothing", target: "x" }));
        throw new Error("on purpose");
      }),
      /on purpose/,
    );
    assert.equal(await mine.db.certificateLine.count({ where: { note: "lost" } }), 0);
    assert.equal(await mine.db.auditEntry.count({ where: { action: "test:nothing" } }), 0);
  });

  test("of two tenants at once keep apart on shared connections", async () => {
    const counts = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const scope = index % 2 ? mine : theirs;
        return inTransaction(scope, async ({ db }) => {
          const users = await db.user.findMany();
          return users.every((user) => user.tenantId === scope.tenant.id) && users.length === 1;
        });
      }),
    );
    assert.ok(counts.every(Boolean));
  });
});

test("a connection that breaks while it is checked out ends what ran on it, and nothing else", async () => {
  const { systemPool } = await import("./system-db.ts");
  const { TenantPool } = await import("./tenant-pool.ts");
  const own = new TenantPool({ connectionString: database.app, max: 1 });
  for (const [pool, url] of [
    [systemPool(), database.system],
    [own, database.app],
  ] as const) {
    const held = await pool.connect();
    const { rows } = await held.query("SELECT pg_backend_pid() AS pid");
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    const ended = new Promise((resolve) => held.once("end", resolve));
    await other.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
    await Promise.all([ended, other.end()]);
    await assert.rejects(held.query("SELECT 1"));
    held.release(true);
    assert.equal((await pool.query("SELECT 1")).rowCount, 1);
  }
  await own.end();
});

test("raw SQL is refused by the scoped client", async () => {
  const raw = mine.db as unknown as Record<string, (...parts: unknown[]) => Promise<unknown>>;
  await assert.rejects(async () => raw.$queryRawUnsafe?.("SELECT 1"), /raw SQL/);
  await assert.rejects(async () => raw.$executeRawUnsafe?.("SELECT 1"), /raw SQL/);
});

test("the schema file and the migrated tables have the same columns", async () => {
  const { Prisma } = await import("./prisma/client.ts");
  const client = new pg.Client({ connectionString: database.owner });
  await client.connect();
  for (const [model, fields] of Object.entries(scalarFields(Prisma))) {
    const table = tables[model as keyof typeof tables];
    const { rows } = await client.query(
      "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
      [table],
    );
    assert.deepEqual(rows.map((row) => row.column_name).sort(), fields.sort(), model);
  }
  await client.end();
});

const tables = {
  Tenant: "tenants",
  Entrustment: "entrustments",
  User: "users",
  CertificateLine: "certificate_lines",
  Certificate: "certificates",
  Session: "sessions",
  SignIn: "sign_ins",
  SignInThrottle: "sign_in_throttles",
  RecoveryCode: "recovery_codes",
  Visit: "visits",
  HandOut: "hand_outs",
  TenantDatabase: "tenant_databases",
  Upload: "uploads",
  DatabaseImport: "database_imports",
  DatabaseDump: "database_dumps",
  DumpLink: "dump_links",
  DumpSchedule: "dump_schedules",
  RenewalAttempt: "renewal_attempts",
  RenewalLink: "renewal_links",
  PooledKey: "key_pool",
  Setting: "settings",
  CheckpointKey: "checkpoint_keys",
  AuditHead: "audit_heads",
  AuditEntry: "audit_entries",
  Notice: "notices",
  MaintenanceWindow: "maintenance_windows",
  Authority: "authorities",
  RevocationList: "revocation_lists",
  ServerCertificate: "server_certificates",
} as const;

/** Prisma exports `<Model>ScalarFieldEnum` for every model. */
function scalarFields(prisma: object): Record<string, string[]> {
  const enums = Object.entries(prisma).filter(([name]) => name.endsWith("ScalarFieldEnum"));
  return Object.fromEntries(
    enums.map(([name, fields]) => [name.replace("ScalarFieldEnum", ""), Object.values(fields as Record<string, string>)]),
  );
}

const certificateRow = {
  generation: 1,
  current: true,
  kind: "client",
  state: "requested",
  commonName: "client1",
  organization: "u00000001",
  serial: "00",
  notBefore: new Date(0),
  notAfter: new Date(1),
  requestedAt: new Date(0),
  profile: "client",
  authorityId: "11111111-1111-4111-8111-111111111111",
  planned: new Uint8Array(),
  keyEnvelope: new Uint8Array(),
  passwordEnvelope: new Uint8Array(),
} as const;
