import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { chainHash, chainStart } from "#lib/audit/chain.ts";
import { certificateListInput } from "#lib/certificates/inputs.ts";
import { listCertificates } from "#lib/certificates/queries.ts";
import { handedOutPassword } from "#lib/hand-outs/text.ts";
import { env } from "#lib/platform/env.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { makeSignInPartitions } from "#lib/sign-ins/make-partitions.ts";
import { verifyPassword } from "#lib/users/password.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { demoCertificates } from "./demo/certificates.ts";
import { packageRoot } from "./package-root.ts";
import { prepareData } from "./prepare-data.ts";

let database: TestDatabase;
const quiet = () => undefined;

before(async () => {
  database = await openTestDatabase();
});
after(async () => {
  await stopJobSender();
  await database.close();
});

test("a start that is killed again and again is completed by the next one", async () => {
  for (const line of ["Making the demo data", "  40 of", "  80 of"]) await killedAt(line);
  const { handouts } = await prepareData(quiet);
  assert.deepEqual(
    handouts.map((directory) => path.basename(directory)),
    ["o00000001", "u00000014", "u00000452", "v00000001"],
  );
  const planned = demoCertificates(await began());
  const rows = await systemDb().certificate.findMany({ select: { number: true, generation: true, state: true } });
  assert.equal(rows.length, planned.length);
  assert.equal(rows.filter(({ state }) => state === "active" || state === "revoked").length, planned.length);
});

test("a second start changes nothing, whatever people did meanwhile", async () => {
  await systemDb().certificateLine.update({ where: { number: 28 }, data: { note: "書き換えた" } });
  const former = await state();
  const said: string[] = [];
  await prepareData((line) => said.push(line));
  assert.deepEqual(await state(), former);
  assert.deepEqual(said, []);
});

test("the rows of the manuals stand there with their dates", async () => {
  const scope = await systemScope("u00000014", "test");
  const { rows } = await listCertificates(scope, certificateListInput.parse({ status: "expired" }));
  const first = rows.slice(0, 4).map(({ commonName, notAfter }) => `${commonName} ${notAfter.toISOString().slice(0, 10)}`);
  assert.deepEqual(first, ["api170 2021-06-21", "db17 2022-06-30", "client169 2023-08-17", "client28 2023-09-08"]);
  const active = await listCertificates(scope, certificateListInput.parse({}));
  assert.ok(active.page.total > 100, `${active.page.total} in use fill ten pages`);
});

test("each tenant's log is one unbroken chain from its creation on", async () => {
  for (const { id } of await systemDb().tenant.findMany({ select: { id: true } })) {
    const entries = await systemDb().auditEntry.findMany({ where: { tenantId: id }, orderBy: { sequence: "asc" } });
    let hash: Uint8Array = chainStart;
    for (const entry of entries) {
      assert.deepEqual(Buffer.from(entry.previousHash), Buffer.from(hash));
      hash = chainHash(entry, hash);
    }
    const head = await systemDb().auditHead.findUniqueOrThrow({ where: { tenantId: id } });
    assert.deepEqual(Buffer.from(head.hash), Buffer.from(hash));
    assert.equal(entries[0]?.action, "tenants:create");
  }
});

test("what is requested next has a number of its own", async () => {
  const { rows } = await systemPool().query<{ next: string }>("SELECT nextval('certificate_lines_number_seq') AS next");
  assert.ok(Number(rows[0]?.next) > 1425);
});

test("openssl reads each handed-out p12 with the password beside it, and the authority vouches for it", () => {
  for (const [orcamoId, base, name] of handed) {
    const at = (file: string) => path.join(database.dataDir, "handout", orcamoId, file);
    assert.equal(statSync(at(`${name}.pass`)).mode & 0o777, 0o600);
    assert.match(readFileSync(at(`${name}.pass`), "utf8"), /^[A-Za-z2-9]{24}$/);
    const p12 = ["pkcs12", "-in", at(`${base}.p12`), "-passin", `file:${at(`${name}.pass`)}`, "-nodes", "-legacy"];
    const read = openssl(...p12);
    assert.match(read, new RegExp(`subject=C = JP, O = ${orcamoId}, CN = ${name}`));
    assert.match(read, /BEGIN PRIVATE KEY/);
    assert.match(openssl("verify", "-CAfile", at("ca.crt"), "-purpose", "sslclient", at(`${name}.crt`)), /OK/);
  }
});

test("the handed-out passwords are those of the users", async () => {
  for (const [orcamoId, file] of logins) {
    const text = readFileSync(path.join(database.dataDir, "handout", orcamoId, file), "utf8");
    const loginId = /^ログインID: (\S+)\r?$/m.exec(text)?.[1] ?? "";
    const user = await systemDb().user.findUniqueOrThrow({ where: { loginId } });
    assert.ok(await verifyPassword(user.passwordHash, handedOutPassword(text) ?? ""), loginId);
    assert.equal(user.mustChangePassword, false);
  }
});

test("another key-encryption key is refused with a sentence", async () => {
  const file = env().keyEncryptionKeyFile;
  const right = readFileSync(file);
  writeFileSync(file, `1:${"ab".repeat(32)}\n`);
  const outcome = await start(quiet);
  writeFileSync(file, right);
  assert.equal(outcome.code, 1);
  assert.match(outcome.said, /StartFailure: The key-encryption key in .* does not open the certification authority/);
});

const handed = [
  ["u00000014", "000021_JP_u00000014_client21", "client21"],
  ["u00000452", "001423_JP_u00000452_client1423", "client1423"],
  ["v00000001", "000401_JP_v00000001_vendor401", "vendor401"],
  ["o00000001", "000402_JP_o00000001_operator402", "operator402"],
] as const;

const logins = [
  ["u00000014", "tenant_admin1.txt"],
  ["u00000014", "tenant_auditor1.txt"],
  ["u00000014", "tenant_user1.txt"],
  ["u00000452", "tenant_admin1.txt"],
  ["v00000001", "vendor_user1.txt"],
  ["o00000001", "operator_user1.txt"],
] as const;

/** prepareData in a process of its own, killed without a word when it says a line. */
async function killedAt(line: string): Promise<void> {
  const { said } = await start((child, text) => {
    if (text.includes(line)) child.kill("SIGKILL");
  });
  assert.ok(said.includes(line), `${line} in ${said}`);
}

function start(heard: (child: ReturnType<typeof spawn>, text: string) => void): Promise<{ code: number | null; said: string }> {
  const program = `const { prepareData } = await import("#server/start/prepare-data.ts"); await prepareData(); process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: packageRoot });
  return new Promise((resolve) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        heard(child, text);
      });
    }
    child.once("close", (code) => resolve({ code, said }));
  });
}

async function began(): Promise<Date> {
  return (await systemDb().tenant.findUniqueOrThrow({ where: { orcamoId: "o00000001" } })).createdAt;
}

/** Every row of the tables that the demo fills, but for what a start may well renew. */
async function state() {
  const [tenants, users, lines, certificates, audit] = await Promise.all([
    systemDb().tenant.findMany({ orderBy: { id: "asc" } }),
    systemDb().user.findMany({ orderBy: { id: "asc" } }),
    systemDb().certificateLine.findMany({ orderBy: { id: "asc" } }),
    systemDb().certificate.findMany({ orderBy: { id: "asc" }, select: { id: true, state: true, serial: true } }),
    systemDb().auditEntry.count(),
  ]);
  return { tenants, users, lines, certificates, audit };
}

function openssl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

test("a backup that reads the sign-in history does not keep the portal from starting", async () => {
  await makeSignInPartitions(new Date());
  const reader = new Client({ connectionString: database.owner });
  await reader.connect();
  const { rows } = await reader.query<{ month: string }>(
    "SELECT max(relname) AS month FROM pg_class WHERE relname ~ '^sign_ins_\\d{4}_\\d{2}$'",
  );
  await reader.query(`DROP TABLE ${rows[0]?.month}`);
  await reader.query("BEGIN; LOCK TABLE sign_ins_default IN ACCESS SHARE MODE");
  try {
    await prepareData(quiet);
  } finally {
    await reader.end();
  }
});
