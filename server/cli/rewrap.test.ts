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

test("done again it finds its work done", async () => {
  const { rewrapEverything } = await import("./rewrap.ts");
  const counts = await rewrapEverything();
  assert.deepEqual([counts["hand-outs"], counts["third factors"], counts.certificates], [0, 0, 0]);
});
