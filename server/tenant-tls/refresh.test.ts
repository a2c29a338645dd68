import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import type { CertificateKind } from "#lib/certificates/model.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { installationDirectories } from "#lib/postgres/installations.ts";
import { type Cluster, openCluster } from "#server/postgres/cluster.ts";
import { withClient } from "#server/postgres/connect.ts";
import { prepareOwnTenantServer, tenantsRole } from "#server/postgres/tenant-server.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

/** Real programs compare with the real clock. */
const now = new Date();
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

const directory = mkdtempSync(path.join(tmpdir(), "portal-db-service-"));
let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let refreshTenantTls: typeof import("./refresh.ts")["refreshTenantTls"];
let cluster: Cluster;
let port: string;
let psql: string;
let clinic: Scope;
let other: Scope;
let third: Scope;
let operator: Scope;
let vendor: Scope;

before(async () => {
  database = await openTestDatabase();
  // A server of its own, as an installation has it: others' tests must not meet what is written into its files here.
  cluster = await openCluster(database.dataDir, () => undefined, { fsync: "off" });
  port = new URL(cluster.adminUrl).port;
  await prepareOwnTenantServer(cluster.adminUrl, { password: "secret", admin: `${database.prefix}admin` });
  const tenants = `postgresql://${tenantsRole}:secret@127.0.0.1:${port}/postgres`;
  const { owner, app, system } = database;
  writeFileSync(path.join(database.dataDir, "database.json"), JSON.stringify({ owner, app, system, tenants }));
  house = await import("#tests/scopes.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  ({ refreshTenantTls } = await import("./refresh.ts"));
  const bins = await installationDirectories();
  psql = bins.map((bin) => path.join(bin, "psql")).find((file) => existsSync(file)) ?? "psql";
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
  third = await house.makeTenant("u00000003");
  operator = await house.makeTenant("o00000001", "operator");
  vendor = await house.makeTenant("v00000001", "vendor");
  await makeDatabase(clinic);
  await makeDatabase(other);
  await makeDatabase(third);
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await cluster.stop();
  await database.close();
  rmSync(directory, { recursive: true });
});

const nameOf = ({ tenant }: Scope) => `${database.prefix}${tenant.orcamoId}`;

/** As the worker makes it, with something to read in it, as after an import. */
async function makeDatabase(scope: Scope): Promise<void> {
  const { ensureTenantDatabase } = await import("#lib/databases/ensure.ts");
  const { name, owner } = await ensureTenantDatabase(scope);
  const inside = Object.assign(new URL(cluster.adminUrl), { pathname: `/${name}` }).href;
  const content = `SET ROLE ${owner}; CREATE TABLE patients (name text); INSERT INTO patients VALUES ('${name}')`;
  await withClient(inside, (client) => client.query(content));
}

interface Held {
  readonly number: number;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate as the clinic gets it, turned into the files that psql takes by what the guide says. */
async function issue(scope: Scope, kind: CertificateKind, at = now): Promise<Held> {
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const then = house.as(scope, "administrator", at);
  const [number = 0] = await requestCertificates(then, { requestId: randomUUID(), kind, count: 1, note: "" });
  return take(scope, number);
}

async function take(scope: Scope, number: number): Promise<Held> {
  const { openCertificateFiles } = await import("#lib/certificates/open-pkcs12.ts");
  const row = await systemDb().certificate.findFirstOrThrow({ where: { number, current: true } });
  const at = house.as(scope, "administrator", row.notBefore);
  const files = await openCertificateFiles(at, { number, encryption: "compatible" });
  const place = (ending: string) => path.join(directory, `${files.commonName}-${files.generation}.${ending}`);
  writeFileSync(place("p12"), files.pkcs12.bytes);
  writeFileSync(place("crt"), files.certificatePem);
  writeFileSync(path.join(directory, "ca.crt"), files.authorityPem);
  const from = ["pkcs12", "-in", place("p12"), "-passin", `pass:${files.password}`, "-nodes", "-nocerts", "-legacy"];
  execFileSync("openssl", [...from, "-out", place("key")], { stdio: "pipe" });
  execFileSync("chmod", ["600", place("key")]);
  return { number, certificate: place("crt"), key: place("key") };
}

/** What psql says, as somebody at a terminal would call it. */
function ask(held: Held | undefined, to: Scope, sql = "SELECT name FROM patients", more: Record<string, string> = {}): string {
  const settings = {
    host: "localhost",
    hostaddr: "127.0.0.1",
    port,
    dbname: nameOf(to),
    user: `${nameOf(to)}_read`,
    sslmode: "verify-full",
    sslrootcert: path.join(directory, "ca.crt"),
    ...(held ? { sslcert: held.certificate, sslkey: held.key } : { sslcert: "/none" }),
    ...more,
  };
  const words = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  const env = { ...process.env, HOME: directory, PGCONNECT_TIMEOUT: "10" };
  const run = spawnSync(psql, ["-AtX", "-w", words.join(" "), "-c", sql], { encoding: "utf8", env });
  return run.status === 0 ? run.stdout.trim() : run.stderr.trim();
}

async function configure(): Promise<void> {
  const { configurePostgresTls } = await import("#server/cli/postgres-tls-config.ts");
  const said: string[] = [];
  const { log } = console;
  console.log = (line: string) => said.push(line);
  try {
    assert.equal(await configurePostgresTls.run({ hosts: "localhost" }), 0);
  } finally {
    console.log = log;
  }
  const entry = await systemDb().auditEntry.findFirstOrThrow({ where: { action: "portal:open-databases" } });
  assert.deepEqual([entry.target, entry.tenantId], ["localhost", operator.tenant.id]);
  assert.ok(said.includes(path.join(cluster.directory, "pg_hba.conf")), said.join("\n"));
}

const file = (name: string) => path.join(cluster.directory, name);

describe("a database that certificates open", () => {
  let held: Held;

  before(async () => {
    held = await issue(clinic, "db", ago(2));
    await configure();
  });

  test("is read with the clinic's certificate of kind db, over TLS that names the server", () => {
    assert.equal(ask(held, clinic), nameOf(clinic));
    assert.match(
      ask(held, clinic, "SELECT current_user, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
      /_read\|TLSv1\.3$/,
    );
    assert.match(
      ask(held, clinic, undefined, { host: "elsewhere" }),
      /server certificate for "localhost".*does not match host name/,
    );
  });

  test("is not written", () => {
    assert.match(ask(held, clinic, "INSERT INTO patients VALUES ('x')"), /permission denied|read-only transaction/);
    const insist = "BEGIN READ WRITE; INSERT INTO patients VALUES ('x')";
    assert.match(ask(held, clinic, insist), /permission denied for table patients/);
  });

  test("is not another clinic's, nor any other of the server", () => {
    assert.match(ask(held, other), /certificate authentication failed for user ".*u00000002_read"/);
    for (const dbname of [nameOf(other), "postgres", "template1"])
      assert.match(ask(held, clinic, undefined, { dbname }), /pg_hba.conf rejects connection/, dbname);
    for (const user of ["postgres", nameOf(clinic)]) assert.match(ask(held, clinic, undefined, { user }), /^psql: error/, user);
  });

  test("is not opened by a certificate of another kind, another organisation, another authority, or none", async () => {
    for (const kind of ["client", "api", "backup"] as const)
      assert.match(ask(await issue(clinic, kind), clinic), /certificate authentication failed/, kind);
    assert.match(ask(await issue(vendor, "vendor"), clinic), /certificate authentication failed/);
    assert.match(ask(undefined, clinic), /requires a valid client certificate/);
    assert.match(ask(held, clinic, undefined, { sslmode: "disable" }), /pg_hba.conf rejects connection.*no encryption/);
    const forged = { ...held, certificate: path.join(directory, "forged.crt"), key: path.join(directory, "forged.key") };
    const subject = ["-subj", `/C=JP/O=${clinic.tenant.orcamoId}/CN=db${held.number}`, "-days", "3"];
    const pair = ["-newkey", "rsa:2048", "-nodes", "-keyout", forged.key, "-out", forged.certificate];
    execFileSync("openssl", ["req", "-x509", ...pair, ...subject], { stdio: "pipe" });
    assert.match(ask(forged, clinic), /unknown ca|unknown CA/);
  });

  test("is not opened by a certificate that has expired", async () => {
    assert.match(ask(await issue(clinic, "db", ago(4 * 366)), clinic), /certificate expired/);
  });

  test("is opened by both generations after a renewal", async () => {
    const { renewCertificate } = await import("#lib/certificates/renew.ts");
    const input = { number: held.number, generation: 1 } as Parameters<typeof renewCertificate>[1];
    await renewCertificate(house.as(clinic, "administrator", now), input);
    const renewed = await take(clinic, held.number);
    assert.notEqual(renewed.certificate, held.certificate);
    for (const each of [held, renewed]) assert.equal(ask(each, clinic), nameOf(clinic));
  });
});

test("a revoked certificate is out when the list was signed anew, with the connection that it has; another one stays", async () => {
  const { revokeCertificate } = await import("#lib/certificates/revoke.ts");
  const { rebuildRevocationList } = await import("#lib/authority/lists.ts");
  const [lost, kept] = [await issue(clinic, "db"), await issue(clinic, "db")];
  const open = await connect(lost, clinic);
  const ended = new Promise((resolve) => open.once("end", resolve));
  const input = { number: lost.number, reason: "keyCompromise" } as Parameters<typeof revokeCertificate>[1];
  await revokeCertificate(house.as(clinic, "administrator", new Date()), input);
  await rebuildRevocationList(0, new Date());
  await refreshTenantTls(new Date());
  await ended;
  assert.match(ask(lost, clinic), /certificate revoked/);
  assert.equal(ask(kept, clinic), nameOf(clinic));
});

test("a clinic that is stopped is out, with the connections that it has, and in again when it goes on", async () => {
  const [held, neighbour] = [await issue(other, "db"), await issue(third, "db")];
  assert.equal(ask(held, other), nameOf(other));
  const [open, stays] = [await connect(held, other), await connect(neighbour, third)];
  const ended = new Promise((resolve) => open.once("end", resolve));
  await systemDb().tenant.update({ where: { id: other.tenant.id }, data: { state: "stopped" } });
  await refreshTenantTls(new Date());
  await ended;
  assert.match(ask(held, other), /pg_hba.conf rejects connection/);
  assert.equal((await stays.query("SELECT name FROM patients")).rowCount, 1);
  await stays.end();
  await systemDb().tenant.update({ where: { id: other.tenant.id }, data: { state: "active" } });
  await refreshTenantTls(new Date());
  assert.equal(ask(held, other), nameOf(other));
});

test("after an import the same certificate reads what was imported, and what was there before no more", async () => {
  const held = await issue(clinic, "db");
  const { createStaging } = await import("#lib/databases/staging.ts");
  const { claimAttempt } = await import("#lib/databases/claim-attempt.ts");
  const { adoptStaging } = await import("#lib/databases/adopt.ts");
  const { swapIn } = await import("#lib/databases/swap.ts");
  const [importId, { orcamoId }] = [randomUUID(), clinic.tenant];
  const open = await connect(held, clinic);
  await claimAttempt(importId, 1);
  const staging = await createStaging(orcamoId, importId);
  await withClient(staging.url, (client) => client.query("CREATE TABLE patients AS SELECT 'imported' AS name"));
  await adoptStaging(staging, nameOf(clinic));
  const { aside } = await swapIn({ importId, attempt: 1, orcamoId });
  await open.end();
  assert.equal(ask(held, clinic), "imported");
  assert.match(ask(held, clinic, "BEGIN READ WRITE; DELETE FROM patients"), /permission denied for table patients/);
  for (const dbname of [aside, `${database.prefix}admin`])
    assert.match(ask(held, clinic, undefined, { dbname }), /pg_hba.conf rejects connection/);
});

describe("PostgreSQL's own files", () => {
  const names = ["pg_hba.conf", "pg_ident.conf", "postgresql.conf"];
  const kept = ["server.pem", "ca.crt", "crl.pem"].map((name) => `orcamo-portal-tls/${name}`);

  test("keep the lines that were there, and are not written when nothing changed", async () => {
    writeFileSync(file("pg_hba.conf"), `${readFileSync(file("pg_hba.conf"), "utf8")}# the operator's\n`);
    const all = [...names, ...kept].map(file);
    const before = all.map((each) => statSync(each).ino);
    const at = await loadedAt();
    await refreshTenantTls(new Date());
    assert.deepEqual(
      all.map((each) => statSync(each).ino),
      before,
    );
    assert.equal(await loadedAt(), at);
    assert.match(
      readFileSync(file("pg_hba.conf"), "utf8"),
      /^# BEGIN orcamo-portal[\s\S]*# END orcamo-portal[\s\S]*host +all[\s\S]*# the operator's\n$/,
    );
    assert.equal((await withClient(cluster.adminUrl, (client) => client.query("SELECT 1"))).rowCount, 1);
  });

  test("belong to PostgreSQL's user, the key readable by nobody else", () => {
    const owner = statSync(cluster.directory);
    for (const name of [...names, ...kept]) {
      const { uid, mode } = statSync(file(name));
      assert.deepEqual([uid, mode & 0o077], [owner.uid, 0], name);
    }
  });

  test("without a fault, in PostgreSQL's own reading, and after a restart, too", async () => {
    await withClient(cluster.adminUrl, async (client) => {
      assert.equal((await client.query("SELECT FROM pg_hba_file_rules WHERE error IS NOT NULL")).rowCount, 0);
      assert.equal((await client.query("SELECT FROM pg_file_settings WHERE error IS NOT NULL")).rowCount, 0);
      if ((await client.query("SELECT FROM pg_class WHERE relname = 'pg_ident_file_mappings'")).rowCount)
        assert.equal((await client.query("SELECT FROM pg_ident_file_mappings WHERE error IS NOT NULL")).rowCount, 0);
    });
    await cluster.stop();
    cluster = await openCluster(database.dataDir, () => undefined, { fsync: "off" });
    port = new URL(cluster.adminUrl).port;
    assert.equal(ask(await issue(third, "db"), third), nameOf(third));
  });

  test("whoever died between writing and reading does it again", async () => {
    rmSync(file("orcamo-portal-tls/state.json"));
    const at = await loadedAt();
    await refreshTenantTls(new Date());
    assert.notEqual(await loadedAt(), at);
  });

  async function loadedAt(): Promise<string> {
    const text = "SELECT pg_conf_load_time()::text AS at";
    const { rows } = await withClient(cluster.adminUrl, (client) => client.query<{ at: string }>(text));
    return rows[0]?.at ?? "";
  }
});

test("doctor tells whether PostgreSQL has read what was written", async () => {
  const { checkTenantTls } = await import("#server/cli/check-tenant-tls.ts");
  const { stateFile } = await import("./state.ts");
  const { writeFiles } = await import("./write-files.ts");
  assert.equal((await checkTenantTls()).state, "OK");
  writeFiles(cluster.directory, stateFile({ read: false }));
  assert.equal((await checkTenantTls()).state, "WARN");
  await refreshTenantTls(new Date());
  assert.equal((await checkTenantTls()).state, "OK");
});

test("a server of one's own gets the same lines in its directory, and keeps its certificate unless it is named", async () => {
  const { makeFiles } = await import("./make-files.ts");
  const { readOpenings } = await import("./openings.ts");
  const own = await makeFiles(directory, [], await readOpenings(), now);
  assert.deepEqual([...own.keys()].sort(), [
    "orcamo-portal-tls/ca.crt",
    "orcamo-portal-tls/crl.pem",
    ...["pg_hba.conf", "pg_ident.conf", "postgresql.conf"],
  ]);
  assert.doesNotMatch(own.get("postgresql.conf") ?? "", /ssl_cert_file/);
  const named = await makeFiles(directory, ["db.example.jp"], await readOpenings(), now);
  assert.match(named.get("postgresql.conf") ?? "", /ssl_key_file = '.*\/orcamo-portal-tls\/server\.pem'/);
});

test("the command line asks for what it cannot guess", async () => {
  const { configurePostgresTls } = await import("#server/cli/postgres-tls-config.ts");
  await assert.rejects(configurePostgresTls.run({}), { name: "UsageError", message: /--hosts missing/ });
  const { serverHosts } = await import("#lib/authority/server-certificate.ts");
  await assert.rejects(configurePostgresTls.run({ hosts: serverHosts().join() }), {
    name: "UsageError",
    message: /name of its own/,
  });
  await assert.rejects(configurePostgresTls.run({ out: "/nowhere", hosts: "db.example.jp" }), /not a directory of this machine/);
});

async function connect(held: Held, to: Scope): Promise<pg.Client> {
  const ssl = {
    ca: readFileSync(path.join(directory, "ca.crt")),
    cert: readFileSync(held.certificate),
    key: readFileSync(held.key),
    servername: "localhost",
  };
  const client = new pg.Client({ host: "127.0.0.1", port: Number(port), database: nameOf(to), user: `${nameOf(to)}_read`, ssl });
  // It is ended from the other side, which is what is looked at.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
