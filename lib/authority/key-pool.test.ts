import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import { env } from "#lib/platform/env.ts";
import { open } from "#lib/platform/secrets.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { derivationBinding, keyBinding, passwordBinding } from "./certificate-bindings.ts";
import { addPooledKey, countPooledKeys, type TakenKeyPair, takeKeyPair } from "./key-pool.ts";
import { openPassword } from "./password.ts";
import { openDerivation } from "./pkcs12-compatible.ts";
import { makePooledKey, type PooledKey } from "./pooled-key.ts";

let database: TestDatabase;
const tenant = randomUUID();
const row = randomUUID();

before(async () => {
  process.env.PORTAL_KEY_POOL = "10";
  database = await openTestDatabase();
});
beforeEach(async () => {
  await systemDb().pooledKey.deleteMany();
});
after(() => database.close());

test("a key from the pool is a pair, sealed for its certificate alone, and gone from the pool", async () => {
  const [pooled] = await put(1);
  const taken = await takeKeyPair(tenant, row);
  assert.deepEqual(taken.publicKey, Buffer.from(pooled?.publicKey ?? []));
  assert.deepEqual(publicHalf(taken, row), taken.publicKey);
  assert.equal(createPublicKey({ key: taken.publicKey, format: "der", type: "spki" }).asymmetricKeyDetails?.modulusLength, 2048);
  assert.match(openPassword(taken.passwordEnvelope, passwordBinding(tenant, row)), /^[A-Za-z2-9]{24}$/);
  const derived = openDerivation(taken.derivationEnvelope ?? Buffer.of(), derivationBinding(tenant, row));
  assert.deepEqual([derived.mac.key.length, derived.key.key.length, derived.certificates.iv.length], [20, 24, 8]);
  for (const foreign of [randomUUID(), pooled?.id ?? ""])
    assert.throws(() => publicHalf(taken, foreign), { name: "EnvelopeError" });
  assert.equal(await countPooledKeys(), 0);
});

test("an empty pool, one that is switched off and one that does not answer: the key is made now", async () => {
  await requireMadeNow();
  await put(1);
  const { keyPoolSize } = env();
  Reflect.set(env(), "keyPoolSize", 0);
  await requireMadeNow();
  Reflect.set(env(), "keyPoolSize", keyPoolSize);
  const asOwner = (statement: string) => withClient(database.owner, (client) => client.query(statement));
  await asOwner("REVOKE DELETE ON key_pool FROM portal_system");
  await requireMadeNow();
  await asOwner("GRANT DELETE ON key_pool TO portal_system");
  assert.equal(await countPooledKeys(), 1);
  assert.ok((await takeKeyPair(tenant, row)).derivationEnvelope);
});

test("a row that was changed is thrown away, and the key is made now", async () => {
  for (const column of ["publicKey", "keyEnvelope", "passwordEnvelope", "derivationEnvelope"]) {
    await put(1);
    await systemPool().query(`UPDATE key_pool SET "${column}" = set_byte("${column}", 40, 255 - get_byte("${column}", 40))`);
    await requireMadeNow();
    assert.equal(await countPooledKeys(), 0, column);
  }
});

test("the public key or the secrets of another key in a row's place are thrown away too", async () => {
  const { id: _, publicKey, ...secrets } = makePooledKey();
  for (const data of [{ publicKey }, secrets, { publicKey, ...secrets }]) {
    await put(1);
    await systemDb().pooledKey.updateMany({ data });
    await requireMadeNow();
    assert.equal(await countPooledKeys(), 0);
  }
});

test("no two of many takers get one key, and those who come too late have theirs made", async () => {
  await put(10);
  const taken = await Promise.all(Array.from({ length: 25 }, () => takeKeyPair(tenant, row)));
  assert.equal(new Set(taken.map(({ publicKey }) => publicKey.toString("hex"))).size, 25);
  assert.equal(taken.filter(({ derivationEnvelope }) => derivationEnvelope).length, 10);
  assert.equal(await countPooledKeys(), 0);
});

test("nor do two processes, and with a taker that is killed its key is lost, not used again", async () => {
  const there = new Set((await put(24)).map(({ publicKey }) => Buffer.from(publicKey).toString("base64")));
  const takers = [startTaker(), startTaker()];
  for (const { child, taken } of takers) {
    while (taken.length < 5) await once(child.stdout ?? assert.fail(), "data");
    child.kill("SIGKILL");
  }
  await Promise.all(takers.map(({ child }) => child.exitCode ?? child.signalCode ?? once(child, "close")));
  for (let left = await countPooledKeys(); left > 0; left--) takers[0]?.taken.push(keyText(await takeKeyPair(tenant, row)));
  const all = takers.flatMap(({ taken }) => taken);
  assert.equal(new Set(all).size, all.length);
  const fromPool = all.filter((key) => there.has(key));
  // Each may have taken one that it did not come to print.
  assert.ok(fromPool.length >= 22, `${fromPool.length} of 24`);
});

test("neither a crash nor a copy of a running server brings a key back: the table is not in PostgreSQL's log", async () => {
  const { rows } = await systemPool().query("SELECT relpersistence AS kind FROM pg_class WHERE relname = 'key_pool'");
  assert.deepEqual(rows, [{ kind: "u" }]);
});

async function put(count: number): Promise<PooledKey[]> {
  const made = Array.from({ length: count }, makePooledKey);
  await withClient(database.system, async (client) => {
    for (const key of made) await addPooledKey(client, key, new Date());
  });
  return made;
}

async function requireMadeNow(): Promise<void> {
  const made = await takeKeyPair(tenant, row);
  assert.equal(made.derivationEnvelope, undefined);
  assert.deepEqual(publicHalf(made, row), made.publicKey);
}

function publicHalf({ keyEnvelope }: TakenKeyPair, certificateId: string): Buffer {
  const key = open(keyEnvelope, keyBinding(tenant, certificateId));
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  return createPublicKey(privateKey).export({ format: "der", type: "spki" });
}

function keyText({ publicKey }: TakenKeyPair): string {
  return publicKey.toString("base64");
}

/** A process that takes one key after the other and prints each. */
function startTaker(): { child: ChildProcess; taken: string[] } {
  const code = `import { takeKeyPair } from "#lib/authority/key-pool.ts";
    for (;;) console.log((await takeKeyPair("${tenant}", "${row}")).publicKey.toString("base64"));`;
  const args = ["--input-type=module-typescript", "--eval", code];
  const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: ["ignore", "pipe", "inherit"] });
  const taken: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    taken.push(...lines);
  });
  return { child, taken };
}
