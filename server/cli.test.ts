import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { passwordBinding } from "#lib/authority/certificate-bindings.ts";
import { currentAuthority } from "#lib/authority/current.ts";
import { openPassword } from "#lib/authority/password.ts";
import { currentServerCertificate } from "#lib/authority/server-certificate.ts";
import { openSigner } from "#lib/authority/signer.ts";
import { handedOutPassword } from "#lib/hand-outs/text.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { env } from "#lib/platform/env.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { isStale } from "#lib/platform/secrets.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { verifyPassword } from "#lib/users/password.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { prepareData } from "#server/start/prepare-data.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  await createTenant("test", { orcamoId: "v00000001", kind: "vendor", name: "ベンダー" }, systemClock);
  await prepareData(() => undefined);
  await currentServerCertificate();
});
after(async () => {
  await stopJobSender();
  await database.close();
});

test("a tenant, its administrator and a certificate are made from the command line", async () => {
  const created = portal("tenant", "create", "--orcamo-id", "u00000099", "--name", "テスト医院");
  assert.equal(created.code, 0, created.said);
  const user = portal(
    "user",
    "create",
    "--tenant",
    "u00000099",
    "--login",
    "Tester",
    "--name",
    "試験",
    "--role",
    "administrator",
  );
  assert.equal(user.code, 0, user.said);
  const file = path.join(database.dataDir, "handout/u00000099/tenant_admin1.txt");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const row = await systemDb().user.findUniqueOrThrow({ where: { loginId: "tester" } });
  assert.ok(await verifyPassword(row.passwordHash, handedOutPassword(readFileSync(file, "utf8")) ?? ""));
  assert.equal(row.mustChangePassword, true);

  const out = path.join(database.dataDir, "out");
  const issued = portal("certificate", "issue", "--tenant", "u00000099", "--count", "2", "--note", "受付1", "--out", out);
  assert.equal(issued.code, 0, issued.said);
  const names = readdirSync(out).sort();
  assert.equal(names.length, 7, names.join(" "));
  const p12 = names.find((name) => name.endsWith(".p12")) ?? "";
  const password = path.join(out, `${p12.replace(/^.*_|\.p12$/g, "")}.pass`);
  const read = spawnSync("openssl", ["pkcs12", "-in", path.join(out, p12), "-passin", `file:${password}`, "-legacy", "-nodes"]);
  assert.equal(read.status, 0, read.stderr.toString());
  assert.equal(await systemDb().certificateLine.count({ where: { note: "受付1" } }), 2);
});

test("what is asked wrongly gets a sentence and exit code 2", () => {
  for (const [args, sentence] of wrong) {
    const { code, said } = portal(...args);
    assert.equal(code, 2, `${args.join(" ")}: ${said}`);
    assert.match(said, sentence, args.join(" "));
  }
});

test("what is refused says so in the words of the screens, with exit code 1, and leaves no file", () => {
  const twice = portal("tenant", "create", "--orcamo-id", "v00000001", "--name", "ベンダー");
  assert.deepEqual(twice, { code: 1, said: "ORCAMO ID v00000001 はすでに登録されています。別のIDを指定してください。\n" });
  const out = path.join(database.dataDir, "refused");
  const arguments_ = ["--tenant", "v00000001", "--login", "vendor", "--name", "名前", "--role", "vendor", "--out", out];
  assert.equal(portal("user", "create", ...arguments_).code, 0);
  const taken = portal("user", "create", ...arguments_);
  assert.equal(taken.code, 1);
  assert.match(taken.said, /^ログインID vendor はすでに使われています。/);
  assert.deepEqual(readdirSync(out), ["vendor_user1.txt"]);
  assert.equal(portal("certificate", "issue", "--tenant", "u00009999").code, 1);
});

test("doctor finds a prepared portal well", () => {
  const { code, said } = portal("doctor");
  assert.equal(code, 0, said);
  for (const line of [
    /OK {4}Node/,
    /OK {4}database reachable/,
    /OK {4}key-encryption key/,
    /OK {4}revocation list/,
    /OK {4}no keys are made ahead/,
    /migrations applied/,
  ]) {
    assert.match(said, line);
  }
});

test("doctor names a wrong key-encryption key and a database that is away", () => {
  const key = env().keyEncryptionKeyFile;
  const right = readFileSync(key);
  writeFileSync(key, `1:${"ab".repeat(32)}\n`);
  const wrongKey = portal("doctor");
  writeFileSync(key, right);
  assert.equal(wrongKey.code, 1);
  assert.match(wrongKey.said, /FAIL {2}key-encryption key .* does not open/);

  const connections = path.join(database.dataDir, "database.json");
  const reachable = readFileSync(connections);
  writeFileSync(connections, reachable.toString().replace(/:\d+\//g, ":1/"));
  const away = [portal("doctor"), portal("keys", "rotate")];
  writeFileSync(connections, reachable);
  for (const { code, said } of away) {
    assert.equal(code, 1);
    assert.match(said, /database does not answer: start the portal \(npm start\)/);
  }
});

test("after a rotation every secret is wrapped by the new key, and a running portal opens it", async () => {
  const former = readFileSync(env().keyEncryptionKeyFile, "utf8");
  const { code, said } = portal("keys", "rotate");
  assert.equal(code, 0, said);
  assert.match(said, /2 certificates wrapped by the new key/);
  assert.ok(readFileSync(env().keyEncryptionKeyFile, "utf8").startsWith(former));
  // This process read the key file before the rotation, as a running portal has.
  for (const row of await systemDb().certificate.findMany()) {
    const { keyEnvelope, passwordEnvelope } = row;
    assert.ok(keyEnvelope && passwordEnvelope);
    assert.equal(openPassword(passwordEnvelope, passwordBinding(row.tenantId, row.id)).length, 24);
    assert.equal(isStale(keyEnvelope) || isStale(passwordEnvelope), false);
  }
  const authority = await systemDb().authority.findFirstOrThrow();
  assert.ok(openSigner({ ...(await currentAuthority()), keyEnvelope: authority.keyEnvelope }));
  assert.equal(isStale(authority.keyEnvelope), false);
  await currentServerCertificate();
  assert.equal(portal("doctor").code, 0);
});

test("help lists every command", () => {
  const { code, said } = portal("help");
  assert.equal(code, 0);
  for (const name of [
    "doctor",
    "tenant create",
    "user create",
    "certificate issue",
    "keys rotate",
    "backup",
    "restore",
    "postgres tls-config",
  ])
    assert.ok(said.includes(name));
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [["postgres", "tls-config"], /^--hosts missing: by which names/],
  [["tenant", "destroy"], /There is no command "tenant destroy"/],
  [["tenant", "create", "--name", "名前"], /^--orcamo-id missing: portal tenant create/],
  [["tenant", "create", "--orcamo-id", "99", "--name", "名前"], /^--orcamo-id: ORCAMO IDは英小文字1字と数字8桁で/],
  [["tenant", "create", "--orcamo-id", "u00000098", "--name", "名前", "--colour", "red"], /Unknown option '--colour'/],
  [
    ["user", "create", "--tenant", "v00000001", "--login", "x", "--name", "名", "--role", "operator"],
    /^--role: v00000001 is a vendor/,
  ],
  [["certificate", "issue", "--tenant", "v00000001", "--kind", "client"], /^--kind: v00000001 is a vendor/],
  [["certificate", "issue", "--tenant", "v00000001", "--count", "many"], /^--count: 枚数を数字で入力してください。/],
];

function portal(...args: readonly string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["server/cli.ts", ...args], {
    cwd: packageRoot,
    encoding: "utf8",
  });
  return { code: status, said: stdout + stderr };
}
