import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, randomUUID, X509Certificate } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { systemScope } from "#lib/access/system-scope.ts";
import { verifyLog } from "#lib/audit/verify.ts";
import { writeCheckpoint } from "#lib/audit/write-checkpoint.ts";
import { currentAuthority } from "#lib/authority/current.ts";
import { addPooledKey, countPooledKeys } from "#lib/authority/key-pool.ts";
import { rebuildRevocationList } from "#lib/authority/lists.ts";
import { makePooledKey } from "#lib/authority/pooled-key.ts";
import { openPkcs12, showPassword } from "#lib/certificates/open-pkcs12.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { connections } from "#lib/platform/connections.ts";
import { env } from "#lib/platform/env.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { createUser } from "#lib/users/create.ts";
import { verifyPassword } from "#lib/users/password.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { openOwnPortal, runOn } from "#tests/own-portal.ts";
import { readManifest, sealedManifest } from "./manifest.ts";

const home = mkdtempSync(path.join(tmpdir(), "portal-drill-"));
const at = (...names: string[]) => path.join(home, ...names);
const [lost, restored, out, keys] = [at("lost"), at("restored"), at("backups"), at("keys")];
const orcamoId = "u00000001";
const awkward = "\u2028\\.\n\t\\N ”";

let backup: string;
let former: { password: string; serial: string; number: number; listNumber: bigint; signIns: number };

before(async () => {
  execFileSync("chmod", ["711", home]);
  const portal = await openOwnPortal(lost);
  await createTenant("test", { orcamoId: "o00000001", kind: "operator", name: "運用者" }, systemClock);
  await createTenant("test", { orcamoId, kind: "clinic", name: "医院" }, systemClock);
  former = await fill();
  await writeCheckpoint(new Date());
  backup = await backUpOnce();
  await createUser(await systemScope(orcamoId, "test"), { loginId: "later", name: "後", role: "general" });
  await writeCheckpoint(new Date());
  cpSync(env().checkpointDir, at("outside"), { recursive: true });
  await refusedBackups();
  await killedBackup();
  await portal[Symbol.asyncDispose]();
  rmSync(lost, { recursive: true });
});
after(async () => {
  // A start that was killed leaves its PostgreSQL running.
  await runOn(restored, ["--input-type=module", "-e", stopping]);
  rmSync(home, { recursive: true, force: true });
});

test("a backup is readable by its owner alone and holds no key", () => {
  const names = readdirSync(backup, { recursive: true, encoding: "utf8" }).filter((name) => name !== "checkpoints");
  const { files } = readManifest(backup).manifest;
  assert.deepEqual(names.sort(), [...files.map(({ name }) => name), "manifest.json"].sort());
  assert.ok(files.some(({ name }) => name.endsWith(".sig")) && files.some(({ name }) => name === "portal.dump"));
  assert.equal(statSync(backup).mode & 0o777, 0o700);
  for (const name of names) assert.equal(statSync(path.join(backup, name)).mode & 0o777, 0o600, name);
  assert.equal(statSync(path.join(keys, "key-encryption-key")).mode & 0o777, 0o600);
  const secret = /:([0-9a-f]{64})/.exec(readFileSync(path.join(keys, "key-encryption-key"), "utf8"))?.[1] ?? "";
  for (const name of ["manifest.json", "portal.dump"]) {
    const bytes = readFileSync(path.join(backup, name));
    assert.ok(!bytes.includes(secret) && !bytes.includes(Buffer.from(secret, "hex")), name);
  }
});

describe("a restore is refused, and leaves nothing", () => {
  for (const end of ["portal.dump", ".sig", "manifest.json"]) {
    test(`when one byte of ${end} was flipped`, async () => {
      const copy = copyOf(backup);
      const name = readdirSync(copy, { recursive: true, encoding: "utf8" }).find((each) => each.endsWith(end)) ?? "";
      const file = path.join(copy, name);
      const bytes = readFileSync(file);
      const place =
        name === "manifest.json" ? bytes.indexOf('"tenants": 2') + '"tenants": '.length : Math.floor(bytes.length / 2);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      await refusedRestore(at("none"), ["--from", copy, "--keys-from", keys], /damaged|altered/);
    });
  }

  test("when the key-encryption key is another", async () => {
    mkdirSync(at("other-keys"));
    writeFileSync(at("other-keys", "key-encryption-key"), `7:${"ab".repeat(32)}\n`);
    await refusedRestore(at("none"), ["--from", backup, "--keys-from", at("other-keys")], /is not that of this backup/);
  });

  test("when no key-encryption key is named or there", async () => {
    await refusedRestore(at("none"), ["--from", backup], /name the directory of its copy with --keys-from/);
  });

  test("when the backup was interrupted", async () => {
    const copy = copyOf(backup);
    rmSync(path.join(copy, "manifest.json"));
    await refusedRestore(at("none"), ["--from", copy, "--keys-from", keys], /holds no backup, or an interrupted one/);
  });
});

describe("a restore", () => {
  test("that was killed keeps the portal from starting, and is completed by the next one", async () => {
    const heard = (child: { kill(signal: "SIGKILL"): boolean }, text: string) => {
      if (text.includes("Restoring the database")) child.kill("SIGKILL");
    };
    await runOn(restored, ["server/cli.ts", "restore", "--from", backup, "--keys-from", keys], { heard });
    const start = await runOn(restored, ["server/start.ts"], { more: { PORTAL_PORT: "47443", PORTAL_HTTP_PORT: "47080" } });
    assert.equal(start.code, 1, start.said);
    assert.match(start.said, /A restore into this database was interrupted: run the same portal restore again/);
    const again = await runOn(restored, ["server/cli.ts", "restore", "--from", backup]);
    assert.equal(again.code, 0, again.said);
  });

  test("gives back a portal that starts, signs, opens and verifies; nobody is signed in", async () => {
    await using _portal = await openOwnPortal(restored);
    await whole();
  });

  test("that was killed after the rows were in is completed, too", async () => {
    await using _portal = await openOwnPortal(restored);
    const { seal } = readManifest(backup);
    await withClient(connections().owner, async (client) => {
      await client.query("CREATE SCHEMA portal_restore; CREATE TABLE portal_restore.state (backup text, counted boolean)");
      await client.query("INSERT INTO portal_restore.state VALUES ($1, true)", [seal]);
    });
    const other = copyOf(backup);
    const { manifest } = readManifest(other);
    writeFileSync(path.join(other, "manifest.json"), sealedManifest(manifest));
    const refused = await runOn(restored, ["server/cli.ts", "restore", "--from", other]);
    assert.match(refused.said, /A restore of another backup into this database was interrupted/);
    const { code, said } = await runOn(restored, ["server/cli.ts", "restore", "--from", backup]);
    assert.equal(code, 0, said);
  });

  test("into a database in use is refused", async () => {
    const { code, said } = await runOn(restored, ["server/cli.ts", "restore", "--from", backup]);
    assert.equal(code, 1, said);
    assert.match(said, /This database is in use: a restore needs an empty one/);
  });

  test("into an operator's own PostgreSQL does the same, and that portal backs itself up without a superuser", async () => {
    await using _server = await openOwnPortal(restored);
    const url = await givenDatabase();
    const more = { DATABASE_URL: url };
    const given = await runOn(at("given"), ["server/cli.ts", "restore", "--from", backup, "--keys-from", keys], { more });
    assert.equal(given.code, 0, given.said);
    const second = await runOn(at("given"), ["server/cli.ts", "backup", "--out", at("more")], { more });
    assert.equal(second.code, 0, second.said);
    assert.match(second.said, /The key-encryption key is NOT in the backup/);
    const [name = ""] = readdirSync(at("more"));
    const [wanted, found] = [readManifest(backup).manifest.rows, readManifest(at("more", name)).manifest.rows];
    // The operator's log tells of the restore, and counts of failures are forgotten.
    assert.deepEqual(found, { ...wanted, audit_entries: (wanted.audit_entries ?? 0) + 1, settings: 1, sign_in_throttles: 0 });

    const hide = "CREATE TABLE hidden AS SELECT 1 AS id; ALTER TABLE hidden ENABLE ROW LEVEL SECURITY";
    await withClient(url, (client) => client.query(`${hide}; ALTER TABLE hidden FORCE ROW LEVEL SECURITY`));
    const blind = await runOn(at("given"), ["server/cli.ts", "backup", "--out", at("more")], { more });
    assert.match(blind.said, /hides rows of hidden from portal_system/);
    const member = "SELECT pg_has_role('portal', 'portal_system', 'USAGE') AS member";
    assert.deepEqual((await withClient(url, (client) => client.query(member))).rows, [{ member: false }]);
  });
});

/** Everything that must survive, and what must not. */
async function whole(): Promise<void> {
  const clinic = await systemScope(orcamoId, "test");
  const outside = await verifyLog(clinic, at("outside"));
  assert.equal(outside.verdict.state, "tail-missing", "what was lost is known by the checkpoints that were kept elsewhere");

  const user = await systemDb().user.findUniqueOrThrow({ where: { loginId: "admin" } });
  assert.ok(await verifyPassword(user.passwordHash, former.password));

  const row = await systemDb().certificate.findUniqueOrThrow({ where: { serial: former.serial } });
  const leaf = new X509Certificate(row.certificate ?? new Uint8Array());
  assert.ok(leaf.checkPrivateKey(createPrivateKey(await keyInPkcs12(clinic, former.number))));

  const [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
  assert.ok(number > former.number + 1000, `${number} is beyond what was given out since`);
  const signed = await systemDb().certificate.findFirstOrThrow({ where: { number } });
  const authority = new X509Certificate((await currentAuthority()).certificate);
  assert.ok(new X509Certificate(signed.certificate ?? new Uint8Array()).verify(authority.publicKey));

  const list = await systemDb().revocationList.findFirstOrThrow();
  assert.ok(list.number > former.listNumber + 1_000_000n);
  execFileSync("openssl", ["crl", "-inform", "DER", "-noout"], { input: list.list });

  assert.equal(await systemDb().session.count({ where: { endedAt: null } }), 0);
  assert.equal(await systemDb().signInThrottle.count(), 0);
  assert.equal(await countPooledKeys(), 0, "one that was used since would be used again");
  assert.equal(await systemDb().signIn.count({ where: { loginId: awkward } }), former.signIns);
  for (const each of ["o00000001", orcamoId]) {
    const { verdict, checkpoint } = await verifyLog(await systemScope(each, "test"));
    assert.deepEqual([verdict.state, checkpoint !== undefined], ["whole", true], each);
  }
  const entry = await systemDb().auditEntry.findFirstOrThrow({ where: { action: "portal:restore" } });
  assert.equal(entry.target, path.basename(backup));
  const last = await systemDb().setting.findUniqueOrThrow({ where: { key: "last-backup" } });
  assert.deepEqual(last.value, { at: readManifest(backup).manifest.at, directory: backup });
  await guarded();
}

/** Rights and row-level security came along. */
async function guarded(): Promise<void> {
  const { rows } = await systemPool().query(
    `SELECT has_table_privilege('portal_app', 'audit_entries', 'UPDATE') AS "appMayChangeTheLog",
            has_table_privilege('portal_system', 'audit_entries', 'DELETE') AS "systemMayShortenTheLog",
            has_table_privilege('portal_app', 'audit_entries', 'INSERT') AS "appWritesTheLog",
            has_database_privilege('portal_app', current_database(), 'TEMPORARY') AS "appMakesTables",
            (SELECT count(*)::int FROM pg_class WHERE relforcerowsecurity AND relrowsecurity) > 15 AS "rowSecurity"`,
  );
  assert.deepEqual(rows, [
    { appMayChangeTheLog: false, systemMayShortenTheLog: false, appWritesTheLog: true, appMakesTables: false, rowSecurity: true },
  ]);
}

async function keyInPkcs12(clinic: Awaited<ReturnType<typeof systemScope>>, number: number): Promise<Buffer> {
  const { bytes } = await openPkcs12(clinic, { number, encryption: "modern" });
  const pass = await showPassword(clinic, number);
  return execFileSync("openssl", ["pkcs12", "-nodes", "-nocerts", "-passin", `pass:${pass}`], { input: bytes });
}

async function fill(): Promise<typeof former> {
  const clinic = await systemScope(orcamoId, "test");
  const { id: userId, password } = await createUser(clinic, { loginId: "admin", name: "管理者", role: "administrator" });
  const [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: awkward });
  const certificate = await systemDb().certificate.findFirstOrThrow({ where: { number } });
  const now = new Date();
  const tenantId = clinic.tenant.id;
  await systemDb().session.create({
    data: {
      ...{
        id: randomUUID(),
        tenantId,
        userTenantId: tenantId,
        userId,
        tokenHash: Buffer.alloc(32, 1),
        certificateId: certificate.id,
      },
      ...{ thumbprint: certificate.thumbprint ?? "", createdAt: now, lastSeenAt: now, provedAt: now, address: "", userAgent: "" },
      expiresAt: new Date(now.getTime() + 3_600_000),
    },
  });
  await withClient(connections().system, (client) => addPooledKey(client, makePooledKey(), now));
  await systemDb().signInThrottle.create({ data: { key: "test", failures: 5, windowStart: now } });
  const signIn = { tenantId, loginId: awkward, door: "site", result: "failure", address: "192.0.2.1", userAgent: awkward };
  const moments = [now, new Date("2001-01-01T00:00:00Z")];
  await systemDb().signIn.createMany({ data: moments.map((moment) => ({ id: randomUUID(), at: moment, ...signIn })) });
  await rebuildRevocationList(0, now);
  const { number: listNumber } = await systemDb().revocationList.findFirstOrThrow();
  return { password, serial: certificate.serial, number, listNumber, signIns: moments.length };
}

async function backUpOnce(): Promise<string> {
  const { code, said } = await runOn(lost, ["server/cli.ts", "backup", "--out", out, "--keys-out", keys]);
  assert.equal(code, 0, said);
  assert.match(said, /rows of 2 organisations, read back and counted/);
  const last = await systemDb().setting.findUniqueOrThrow({ where: { key: "last-backup" } });
  assert.equal(await systemDb().auditEntry.count({ where: { action: "portal:backup" } }), 1);
  const [name = ""] = readdirSync(out);
  assert.deepEqual(last.value, { at: readManifest(path.join(out, name)).manifest.at, directory: path.join(out, name) });
  return path.join(out, name);
}

async function refusedBackups(): Promise<void> {
  for (const [wrong, sentence] of [
    [["--out", out, "--keys-out", path.join(out, "keys")], /lie in one another: keep the key apart/],
    [["--out", path.join(keys, "backups"), "--keys-out", keys], /lie in one another: keep the key apart/],
    [["--out", home], /holds the key-encryption key itself/],
    [["--out", path.join(keys, "key-encryption-key")], /is a file: name a directory/],
    [["--out", path.join(keys, "key-encryption-key", "backups")], /the system refuses it \(mkdir, ENOTDIR\)/],
  ] as const) {
    const { code, said } = await runOn(lost, ["server/cli.ts", "backup", ...wrong]);
    assert.equal(code, 1, said);
    assert.match(said, sentence);
  }
}

/** kill -9 as soon as the draft stands there: no directory ever looks like a backup, and the next one names the draft. */
async function killedBackup(): Promise<void> {
  const [place, drawn] = [at("killed"), Promise.withResolvers<void>()];
  mkdirSync(place);
  const watcher = watch(place, () => drawn.resolve());
  const running = runOn(lost, ["--input-type=module", "-e", killable, "--", place]);
  await drawn.promise;
  watcher.close();
  assert.equal((await running).code, null, "it was killed");
  assert.match(readdirSync(place).join(), /^portal-[^,]*\.partial$/);
  const next = await runOn(lost, ["server/cli.ts", "backup", "--out", place]);
  assert.match(next.said, /Left by interrupted backups, to be removed: portal-.*\.partial/);
}

/** Kills itself when the draft appears. */
const killable = `
  import { watch } from "node:fs";
  watch(process.argv[1], () => process.kill(process.pid, "SIGKILL"));
  const { backUp } = await import("#server/backup/back-up.ts");
  await backUp({ out: process.argv[1] }, new Date());`;

const stopping = `
  const { env } = await import("#lib/platform/env.ts");
  const { openCluster } = await import("#server/postgres/cluster.ts");
  await (await openCluster(env().dataDir, () => undefined)).stop();`;

async function refusedRestore(dataDir: string, args: readonly string[], sentence: RegExp): Promise<void> {
  const { code, said } = await runOn(dataDir, ["server/cli.ts", "restore", ...args]);
  assert.equal(code, 1, said);
  assert.match(said, sentence);
  assert.ok(!existsSync(path.join(dataDir, "keys", "key-encryption-key")), "no key stays");
  assert.ok(!existsSync(path.join(dataDir, "cluster.json")), "no database was made");
}

let copies = 0;
function copyOf(directory: string): string {
  const copy = at(`copy-${copies++}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** A database as README.md tells an operator to make it, on the restored portal's server. */
async function givenDatabase(): Promise<string> {
  const record = readRecord(restored);
  assert.ok(record);
  const admin = superuserUrl(record);
  await withClient(admin, async (client) => {
    await client.query("CREATE ROLE portal LOGIN CREATEROLE PASSWORD 'drill'");
    await client.query("CREATE DATABASE given OWNER portal");
  });
  return Object.assign(new URL(admin), { username: "portal", password: "drill", pathname: "/given" }).href;
}
