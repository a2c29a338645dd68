import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let secrets: typeof import("#lib/platform/secrets.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let clinic: Scope;
let administrator: Scope;

before(async () => {
  process.env.PORTAL_KEY_POOL = "3";
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  secrets = await import("#lib/platform/secrets.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  clinic = await house.makeTenant("u00000001");
  const scope = house.as(clinic, "administrator");
  administrator = { ...scope, actor: { ...scope.actor, sessionId: crypto.randomUUID() } };
});

after(() => database.close());

test("hand-outs, third factors and the checkpoints' key are wrapped by the new key, and open", async () => {
  const { makeHandOut } = await import("#lib/hand-outs/make.ts");
  const { takeHandOut } = await import("#lib/hand-outs/take.ts");
  const { totpBinding } = await import("#lib/codes/totp.ts");
  const { checkpointSigner } = await import("#lib/authority/checkpoint-key.ts");
  const { rewrapEverything } = await import("./rewrap.ts");
  const content = { fileName: "a.txt", numbers: [] };
  const users = [{ loginId: "sato", name: "佐藤", role: "general", password: "S3cret" }] as const;
  const [waiting, emptied] = [
    await makeHandOut(administrator, { ...content, users }),
    await makeHandOut(administrator, { ...content, users }),
  ];
  await systemDb().handOut.update({ where: { id: emptied }, data: { envelope: null } });
  const { id } = await house.makeUser(clinic, "sato", "general");
  const binding = totpBinding(clinic.tenant.id, id);
  await systemDb().user.update({ where: { id }, data: { totpEnvelope: secrets.seal(Buffer.from("seed"), binding) } });
  await house.makeUser(clinic, "suzuki", "general");
  const signer = await checkpointSigner(house.today);

  secrets.addKeyEncryptionKey();
  const counts = await rewrapEverything();
  assert.deepEqual([counts["hand-outs"], counts["third factors"], counts["checkpoint keys"]], [1, 1, 1]);

  const envelopes = [
    (await systemDb().handOut.findFirstOrThrow({ where: { id: waiting } })).envelope,
    (await systemDb().user.findFirstOrThrow({ where: { id } })).totpEnvelope,
    (await systemDb().checkpointKey.findFirstOrThrow()).keyEnvelope,
  ];
  for (const envelope of envelopes) assert.equal(envelope && secrets.isStale(envelope), false);
  assert.match(String((await takeHandOut(administrator, { id: waiting })).file), /S3cret/);
  assert.equal(String(secrets.open(envelopes[1] ?? Buffer.of(), binding)), "seed");
  assert.equal((await checkpointSigner(house.today)).publicKeyPem, signer.publicKeyPem);
  assert.ok((await checkpointSigner(house.today)).sign(Buffer.from("statement")).length > 60);
  assert.equal((await systemDb().handOut.findFirstOrThrow({ where: { id: emptied } })).envelope, null);
});

test("keys of uploaded files and dumps are wrapped by the new key, and open the pieces that were sealed before", async () => {
  const { newFileKey, writePiece } = await import("#lib/storage/sealed-file.ts");
  const { readPieces } = await import("#lib/storage/read-pieces.ts");
  const { rewrapEverything } = await import("./rewrap.ts");
  const [id, key, tenant] = [crypto.randomUUID(), newFileKey(), clinic.tenant.id];
  const common = { id, tenantId: tenant, loginId: "sato", fileName: "orca.dump", createdAt: house.today };
  const sealed = (purpose: "upload" | "dump") => new Uint8Array(secrets.seal(key, { tenant, row: id, purpose }));
  const person = { userId: crypto.randomUUID(), userTenantId: tenant, touchedAt: house.today };
  const done = { kind: "manual", state: "done", size: 5n, sha256: "0".repeat(64) } as const;
  await systemDb().upload.create({ data: { ...common, ...person, keyEnvelope: sealed("upload") } });
  await systemDb().databaseDump.create({ data: { ...common, ...done, keyEnvelope: sealed("dump") } });
  await systemDb().databaseDump.create({ data: { ...common, id: crypto.randomUUID(), kind: "manual" } });
  await writePiece({ folder: "dumps", id, key }, 0, Buffer.from("PGDMP"));

  secrets.addKeyEncryptionKey();
  const counts = await rewrapEverything();
  assert.deepEqual([counts.uploads, counts.dumps], [1, 1]);
  for (const [purpose, row] of [
    ["upload", await systemDb().upload.findUniqueOrThrow({ where: { id } })],
    ["dump", await systemDb().databaseDump.findUniqueOrThrow({ where: { id } })],
  ] as const) {
    const envelope = row.keyEnvelope ?? Buffer.of();
    assert.equal(secrets.isStale(envelope), false);
    const opened = secrets.open(envelope, { tenant, row: id, purpose });
    const [found] = await readPieces({ folder: "dumps", id, key: opened }, 5).toArray();
    assert.equal(String(found), "PGDMP");
  }
});

test("a certificate's key, password and derived values open by the new key, and so do keys made ahead", async () => {
  const { takeKeyPair, addPooledKey, countPooledKeys } = await import("#lib/authority/key-pool.ts");
  const { makePooledKey } = await import("#lib/authority/pooled-key.ts");
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const { openPkcs12 } = await import("#lib/certificates/open-pkcs12.ts");
  const { withClient } = await import("#server/postgres/connect.ts");
  const { rewrapEverything } = await import("./rewrap.ts");
  await house.prepareHouse();
  await withClient(database.system, async (client) => {
    for (let made = 0; made < 4; made++) await addPooledKey(client, makePooledKey(), house.today);
  });
  const asked = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  const [number = 0] = await requestCertificates(administrator, asked);
  const before = await openPkcs12(administrator, { number, encryption: "compatible" });
  const [spoilt] = await systemDb().pooledKey.findMany({ take: 1 });
  await systemDb().pooledKey.update({ where: { id: spoilt?.id ?? "" }, data: { keyEnvelope: Buffer.alloc(100) } });

  secrets.addKeyEncryptionKey();
  const counts = await rewrapEverything();
  assert.deepEqual([counts.certificates, counts["keys made ahead"], await countPooledKeys()], [1, 2, 2]);
  const row = await systemDb().certificate.findFirstOrThrow({ where: { number } });
  const pooled = await systemDb().pooledKey.findMany();
  for (const { keyEnvelope, passwordEnvelope, derivationEnvelope } of [row, ...pooled]) {
    for (const envelope of [keyEnvelope, passwordEnvelope, derivationEnvelope])
      assert.equal(envelope && secrets.isStale(envelope), false);
  }
  assert.deepEqual((await openPkcs12(administrator, { number, encryption: "compatible" })).bytes, before.bytes);
  assert.ok((await takeKeyPair(clinic.tenant.id, crypto.randomUUID())).derivationEnvelope);
  assert.equal(await countPooledKeys(), 1);
});

test("done again it finds its work done", async () => {
  const { rewrapEverything } = await import("./rewrap.ts");
  const counts = await rewrapEverything();
  const { certificates, uploads, dumps, "keys made ahead": pooled } = counts;
  assert.deepEqual([counts["hand-outs"], counts["third factors"], certificates, pooled, uploads, dumps], [0, 0, 0, 0, 0, 0]);
});
