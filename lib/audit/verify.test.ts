import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { withClient } from "#server/postgres/connect.ts";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { chainHash, chainStart } from "./chain.ts";
import { merkleRoot } from "./merkle.ts";
import type { Verdict } from "./model.ts";
import { recordAudit } from "./record.ts";

let database: TestDatabase;
let superuser: string;
let checkpoints: string;
let house: typeof import("#tests/scopes.ts");
let audit: typeof import("./verify.ts") & typeof import("./write-checkpoint.ts") & typeof import("./compare-checkpoints.ts");
const hour = new Date("2026-11-21T01:00:00Z");

before(async () => {
  database = await openTestDatabase();
  superuser = Object.assign(new URL(await testClusterUrl()), { pathname: new URL(database.owner).pathname }).href;
  checkpoints = path.join(database.dataDir, "checkpoints");
  house = await import("#tests/scopes.ts");
  const parts = [import("./verify.ts"), import("./write-checkpoint.ts"), import("./compare-checkpoints.ts")] as const;
  audit = Object.assign({}, ...(await Promise.all(parts)));
});

after(() => database.close());

let tenants = 0;

/** A tenant with its creation and five more entries. */
async function tenantWithLog(): Promise<Scope> {
  const scope = await house.makeTenant(`u${String(++tenants).padStart(8, "0")}`);
  for (let entry = 2; entry <= 6; entry++) await write(scope, entry);
  return scope;
}

function write(scope: Scope, entry: number): Promise<void> {
  return recordAudit(scope, {
    action: "test:write",
    target: `entry ${entry}`,
    facts: { entry, "name.before": null, text: 'é"\\' },
  });
}

/** What only somebody with the whole database can do. */
function tamper(statement: string, ...values: unknown[]): Promise<unknown> {
  return withClient(superuser, (client) => client.query(statement, values));
}

async function verdictOf(scope: Scope, directory?: string): Promise<Verdict> {
  return (await audit.verifyLog(scope, directory)).verdict;
}

/** Every hash from an entry on computed again, and the head with them: the chain agrees with itself. */
async function recompute(scope: Scope): Promise<void> {
  const rows = await scope.db.auditEntry.findMany({ orderBy: { sequence: "asc" } });
  let hash: Uint8Array = chainStart;
  await withClient(superuser, async (client) => {
    for (const row of rows) {
      const next = chainHash(row, hash);
      const values = [row.tenantId, String(row.sequence), hash, next];
      await client.query(
        `UPDATE audit_entries SET "previousHash" = $3, hash = $4 WHERE "tenantId" = $1 AND sequence = $2`,
        values,
      );
      hash = next;
    }
    await client.query(`UPDATE audit_heads SET hash = $2, sequence = $3 WHERE "tenantId" = $1`, [
      scope.tenant.id,
      hash,
      rows.length,
    ]);
  });
}

describe("without any checkpoint", () => {
  test("a log that nobody touched is whole", async () => {
    const scope = await tenantWithLog();
    const { verdict, entries, checkpoint } = await audit.verifyLog(scope);
    assert.deepEqual([verdict, entries, checkpoint], [{ state: "whole" }, 6n, undefined]);
  });

  test("a log of several batches is whole, and one that is written meanwhile stays so", async () => {
    const scope = await tenantWithLog();
    await tamperWithMany(scope, 1100);
    const writing = Promise.all(Array.from({ length: 10 }, (_, entry) => write(scope, entry)));
    assert.deepEqual(await verdictOf(scope), { state: "whole" });
    await writing;
    const { verdict, entries } = await audit.verifyLog(scope);
    assert.deepEqual([verdict, entries], [{ state: "whole" }, 1116n]);
    await tamper(`DELETE FROM audit_entries WHERE "tenantId" = $1 AND sequence = 501`, scope.tenant.id);
    assert.deepEqual(await verdictOf(scope), { state: "altered", entry: 501n, how: "missing" });
  });

  test("who may not read the log may not verify it", async () => {
    const scope = await tenantWithLog();
    for (const standing of ["general", "entrustedServer", "vendor"] as const) {
      await assert.rejects(audit.verifyLog(house.as(scope, standing)), house.isCode("NOT_PERMITTED"));
    }
  });
});

/** Entries in bulk, as recordAudit chains them. */
async function tamperWithMany(scope: Scope, count: number): Promise<void> {
  const head = await scope.db.auditHead.findUniqueOrThrow({ where: { tenantId: scope.tenant.id } });
  let { hash } = head as { hash: Uint8Array };
  const rows = Array.from({ length: count }, (_, index) => {
    const entry = {
      tenantId: scope.tenant.id,
      sequence: head.sequence + BigInt(index + 1),
      at: scope.clock.now(),
      actor: { standing: "system" },
      action: "test:write",
      target: "many",
      facts: { index },
    };
    const previousHash = new Uint8Array(hash);
    hash = chainHash(entry, previousHash);
    return { ...entry, previousHash, hash: new Uint8Array(hash) };
  });
  await scope.db.auditEntry.createMany({ data: rows });
  const data = { sequence: head.sequence + BigInt(count), hash: new Uint8Array(hash) };
  await scope.db.auditHead.update({ where: { tenantId: scope.tenant.id }, data });
}

describe("altered in the database, the entry is named:", () => {
  const at = `WHERE "tenantId" = $1 AND sequence`;
  const cases: readonly [name: string, statement: string, entry: bigint, how: string][] = [
    ["a row deleted in the middle", `DELETE FROM audit_entries ${at} = 3`, 3n, "missing"],
    ["the first row deleted", `DELETE FROM audit_entries ${at} = 1`, 1n, "missing"],
    ["facts", `UPDATE audit_entries SET facts = facts || '{"entry": 40}' ${at} = 4`, 4n, "hash"],
    ["one fact taken away", `UPDATE audit_entries SET facts = facts - 'entry' ${at} = 4`, 4n, "hash"],
    ["the moment, by a millisecond", `UPDATE audit_entries SET at = at + interval '1 millisecond' ${at} = 2`, 2n, "hash"],
    ["who did it", `UPDATE audit_entries SET actor = jsonb_set(actor, '{standing}', '"auditor"') ${at} = 5`, 5n, "hash"],
    ["what was done", `UPDATE audit_entries SET action = 'test:read' ${at} = 6`, 6n, "hash"],
    ["to what", `UPDATE audit_entries SET target = target || ' ' ${at} = 1`, 1n, "hash"],
    ["its own hash", `UPDATE audit_entries SET hash = sha256(hash) ${at} = 3`, 3n, "hash"],
    ["the previous hash", `UPDATE audit_entries SET "previousHash" = sha256(hash) ${at} = 3`, 3n, "hash"],
    ["its number", `UPDATE audit_entries SET sequence = 9 ${at} = 6`, 6n, "missing"],
    ["a number below the first", `UPDATE audit_entries SET sequence = 0 ${at} = 6`, 0n, "twice"],
    ["the head's hash", `UPDATE audit_heads SET hash = sha256(hash) WHERE "tenantId" = $1`, 6n, "hash"],
    ["the head set back", `UPDATE audit_heads SET sequence = 4 WHERE "tenantId" = $1`, 5n, "beyond-head"],
  ];
  for (const [name, statement, entry, how] of cases) {
    test(name, async () => {
      const scope = await tenantWithLog();
      await tamper(statement, scope.tenant.id);
      assert.deepEqual(await verdictOf(scope), { state: "altered", entry, how });
    });
  }

  test("two rows of one organisation change places", async () => {
    const scope = await tenantWithLog();
    const swap = `UPDATE audit_entries SET sequence = CASE sequence WHEN -1 THEN 2 WHEN 2 THEN 3 ELSE -1 END WHERE "tenantId" = $1 AND sequence = $2`;
    for (const sequence of [3, 2, -1]) await tamper(swap, scope.tenant.id, sequence);
    assert.deepEqual(await verdictOf(scope), { state: "altered", entry: 2n, how: "hash" });
  });

  test("rows of two organisations change places", async () => {
    const [one, other] = [await tenantWithLog(), await tenantWithLog()];
    const swap = `UPDATE audit_entries SET "tenantId" = $2, sequence = $4 WHERE "tenantId" = $1 AND sequence = $3`;
    await tamper(swap, one.tenant.id, other.tenant.id, 4, 40);
    await tamper(swap, other.tenant.id, one.tenant.id, 4, 4);
    await tamper(swap, other.tenant.id, other.tenant.id, 40, 4);
    for (const scope of [one, other]) assert.deepEqual(await verdictOf(scope), { state: "altered", entry: 4n, how: "hash" });
  });

  test("a second entry of a number, where the key that forbids it was dropped", async () => {
    const scope = await tenantWithLog();
    await tamper("ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_pkey");
    try {
      await tamper(`INSERT INTO audit_entries SELECT * FROM audit_entries ${at} = 3`, scope.tenant.id);
      assert.deepEqual(await verdictOf(scope), { state: "altered", entry: 3n, how: "twice" });
      await tamper(`DELETE FROM audit_entries ${at} = 3`, scope.tenant.id);
    } finally {
      await tamper(`ALTER TABLE audit_entries ADD PRIMARY KEY ("tenantId", sequence)`);
    }
  });
});

describe("the tail is missing", () => {
  test("when the last rows are deleted, since the head knows of them", async () => {
    const scope = await tenantWithLog();
    await tamper(`DELETE FROM audit_entries WHERE "tenantId" = $1 AND sequence >= 5`, scope.tenant.id);
    assert.deepEqual(await verdictOf(scope), { state: "tail-missing", entry: 5n, knownBy: "head" });
  });

  test("when all rows are deleted", async () => {
    const scope = await tenantWithLog();
    await tamper(`DELETE FROM audit_entries WHERE "tenantId" = $1`, scope.tenant.id);
    assert.deepEqual(await verdictOf(scope), { state: "tail-missing", entry: 1n, knownBy: "head" });
  });

  test("when the head itself is deleted: nobody knows where the log ended", async () => {
    const scope = await tenantWithLog();
    await tamper(`DELETE FROM audit_heads WHERE "tenantId" = $1`, scope.tenant.id);
    assert.deepEqual(await verdictOf(scope), { state: "tail-missing", entry: 7n, knownBy: "head" });
  });

  test("when the head was set back with them, since a checkpoint knows of them", async () => {
    const scope = await tenantWithLog();
    const directory = newDirectory();
    await audit.writeCheckpoint(hour, directory);
    assert.deepEqual(await verdictOf(scope, directory), { state: "whole" });
    await tamper(`DELETE FROM audit_entries WHERE "tenantId" = $1 AND sequence >= 5`, scope.tenant.id);
    await recompute(scope);
    assert.deepEqual(await verdictOf(scope), { state: "checkpoint-mismatch", fault: "gone" });
    assert.deepEqual(await verdictOf(scope, directory), { state: "tail-missing", entry: 5n, knownBy: "checkpoint" });
    const evidence = (await audit.compareCheckpoints(directory)).evidenceOf(scope.tenant.id);
    assert.deepEqual((await audit.verifyWith(scope, evidence)).verdict, {
      state: "tail-missing",
      entry: 5n,
      knownBy: "checkpoint",
    });
  });
});

function newDirectory(from?: string): string {
  const directory = mkdtempSync(path.join(database.dataDir, "copy-"));
  if (from) cpSync(from, directory, { recursive: true });
  return directory;
}

describe("the checkpoint does not match", () => {
  const mismatch = (entry: bigint) => ({ state: "checkpoint-mismatch", entry }) as const;

  test("when a superuser computed everything again: the chain agrees with itself, and not with what stands outside", async () => {
    const scope = await tenantWithLog();
    const other = await tenantWithLog();
    const directory = newDirectory();
    await audit.writeCheckpoint(hour, directory);
    await write(scope, 7);
    await write(other, 7);
    await tamper(`UPDATE audit_entries SET target = 'x' WHERE "tenantId" = $1 AND sequence = 2`, scope.tenant.id);
    await recompute(scope);
    assert.deepEqual(await verdictOf(scope, directory), mismatch(6n));
    // An hour later: what does not continue is not signed, and the others are.
    const written = await audit.writeCheckpoint(new Date(hour.getTime() + 3_600_000), directory);
    assert.ok(written.refused.includes(scope.tenant.id));
    assert.ok(!written.refused.includes(other.tenant.id));
    await audit.writeCheckpoint(new Date(hour.getTime() + 86_400_000), directory);
    assert.deepEqual(await verdictOf(scope, directory), mismatch(6n));
    assert.deepEqual(await verdictOf(other, directory), { state: "whole" });
    const evidence = (await audit.compareCheckpoints(directory)).evidenceOf(scope.tenant.id);
    assert.deepEqual((await audit.verifyWith(scope, evidence)).verdict, mismatch(6n));
  });

  /** Ten signed hours of a tenant, and a copy of their directory changed by somebody. */
  async function changed(change: (directory: string, name: (number: number, ending: string) => string) => void): Promise<{
    latest: Verdict;
    all: Verdict;
  }> {
    const scope = await tenantWithLog();
    const directory = newDirectory();
    for (let at = 0; at < 5; at++) {
      await audit.writeCheckpoint(new Date(hour.getTime() + at * 3_600_000), directory);
      await write(scope, at);
    }
    const forged = newDirectory(directory);
    const names = readdirSync(forged);
    for (const name of names) chmodSync(path.join(forged, name), 0o644);
    change(forged, (number, ending) => {
      const found = names.find((name) => Number(name.slice(0, 8)) === number && name.endsWith(ending));
      return path.join(forged, found ?? assert.fail(`no ${number}${ending}`));
    });
    const { evidenceOf } = await audit.compareCheckpoints(forged);
    return {
      latest: await verdictOf(scope, forged),
      all: (await audit.verifyWith(scope, evidenceOf(scope.tenant.id))).verdict,
    };
  }

  const fault = (name: string) => ({ state: "checkpoint-mismatch", fault: name });

  test("nothing changed, nothing found", async () => {
    assert.deepEqual(await changed(() => undefined), { latest: { state: "whole" }, all: { state: "whole" } });
  });

  test("when a head was changed", async () => {
    const result = await changed((_, name) => {
      const file = name(5, ".heads");
      writeFileSync(file, readFileSync(file, "utf8").replace(/ [0-9a-f]{64}/, ` ${"0".repeat(64)}`));
    });
    assert.deepEqual(result, { latest: fault("heads"), all: fault("heads") });
  });

  test("when a head was changed and the statement with it: the signature does not fit", async () => {
    const result = await changed((_, name) => {
      writeFileSync(name(5, ".heads"), "");
      const statement = JSON.parse(readFileSync(name(5, ".json"), "utf8"));
      writeFileSync(name(5, ".json"), JSON.stringify({ ...statement, root: merkleRoot([]) }));
    });
    assert.deepEqual(result, { latest: fault("signature"), all: fault("signature") });
  });

  test("when one in the middle is missing", async () => {
    const result = await changed((_, name) => {
      for (const ending of [".heads", ".json", ".sig"]) rmSync(name(3, ending));
    });
    assert.deepEqual(result, { latest: { state: "whole" }, all: fault("previous") });
  });

  test("when the first ones are missing", async () => {
    const result = await changed((_, name) => {
      for (const ending of [".heads", ".json", ".sig"]) rmSync(name(1, ending));
    });
    assert.deepEqual(result, { latest: { state: "whole" }, all: fault("previous") });
  });

  test("when a signature was taken away, so that it looks like an interrupted one", async () => {
    const result = await changed((_, name) => rmSync(name(4, ".sig")));
    assert.deepEqual(result, { latest: { state: "whole" }, all: fault("previous") });
  });

  test("when a forged one was added, signed with another key", async () => {
    const result = await changed((directory, name) => addForged(directory, name(5, ".json")));
    assert.deepEqual(result, { latest: fault("signature"), all: fault("signature") });
  });

  test("when the forger's key lies beside ours", async () => {
    const result = await changed((directory, name) => {
      const pem = addForged(directory, name(5, ".json"));
      writeFileSync(path.join(directory, `checkpoint-key-${crypto.randomUUID()}.pem`), pem);
    });
    assert.deepEqual(result, { latest: fault("key"), all: fault("key") });
  });

  test("when the forger's key lies in the place of ours", async () => {
    const result = await changed((directory, name) => {
      const pem = addForged(directory, name(5, ".json"));
      const own = readdirSync(directory).find((file) => file.endsWith(".pem")) ?? assert.fail();
      writeFileSync(path.join(directory, own), pem);
    });
    assert.deepEqual(result, { latest: fault("key"), all: fault("key") });
  });

  test("when an older one was copied over a later name", async () => {
    const result = await changed((_, name) => {
      for (const ending of [".heads", ".json", ".sig"]) writeFileSync(name(5, ending), readFileSync(name(4, ending)));
    });
    assert.deepEqual(result, { latest: fault("number"), all: fault("number") });
  });

  test("when the key in the database was exchanged", async () => {
    const scope = await tenantWithLog();
    const directory = newDirectory();
    await audit.writeCheckpoint(hour, directory);
    const { rows } = (await tamper(`SELECT id, "publicKey" FROM checkpoint_keys`)) as {
      rows: { id: string; publicKey: Buffer }[];
    };
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const der = publicKey.export({ format: "der", type: "spki" });
    await tamper(`UPDATE checkpoint_keys SET "publicKey" = $2 WHERE id = $1`, rows[0]?.id, der);
    assert.deepEqual(await verdictOf(scope, directory), fault("key"));
    await assert.rejects(audit.writeCheckpoint(hour, directory), { name: "CheckpointError" });
    await tamper(`UPDATE checkpoint_keys SET "publicKey" = $2 WHERE id = $1`, rows[0]?.id, rows[0]?.publicKey);
    assert.deepEqual(await verdictOf(scope, directory), { state: "whole" });
  });
});

/** One more checkpoint that continues the last one and is signed by a stranger. @returns the stranger's key */
function addForged(directory: string, last: string): string {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const before = readFileSync(last);
  const previous = createHash("sha256").update(before).digest("hex");
  const statement = Buffer.from(JSON.stringify({ ...JSON.parse(before.toString()), number: 6, previous, root: merkleRoot([]) }));
  const base = path.join(directory, "00000006-20261121T060000Z");
  writeFileSync(`${base}.heads`, "");
  writeFileSync(`${base}.json`, statement);
  writeFileSync(`${base}.sig`, sign("sha256", statement, pair.privateKey));
  return pair.publicKey.export({ format: "pem", type: "spki" }).toString();
}

test("a checkpoint in the portal's own directory is found by itself", async () => {
  const scope = await tenantWithLog();
  await audit.writeCheckpoint(hour);
  await write(scope, 7);
  const { verdict, entries, checkpoint } = await audit.verifyLog(scope);
  assert.deepEqual([verdict, entries, checkpoint], [{ state: "whole" }, 7n, { number: 1, at: hour, sequence: 6n }]);
  assert.ok(readdirSync(checkpoints).length >= 4);
});

test("who asks while a log is being verified waits for the same answer; who asks later gets a new one", async () => {
  const [scope, other] = [await tenantWithLog(), await tenantWithLog()];
  const [first, second, foreign] = await Promise.all([scope, scope, other].map((each) => audit.verifyLog(each, checkpoints)));
  assert.equal(first, second);
  assert.notEqual(first, foreign);
  await write(scope, 7);
  assert.equal((await audit.verifyLog(scope, checkpoints)).entries, 7n);
});
