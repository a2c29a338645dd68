import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { recordAudit } from "#lib/audit/record.ts";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { makeTenant } from "#tests/scopes.ts";

let database: TestDatabase;
let checkpoints: string;

before(async () => {
  database = await openTestDatabase();
  checkpoints = path.join(database.dataDir, "checkpoints");
  for (const orcamoId of ["u00000001", "u00000002"]) {
    const scope = await makeTenant(orcamoId);
    for (let entry = 2; entry <= 4; entry++) await recordAudit(scope, { action: "test:write", target: `entry ${entry}` });
  }
});

after(() => database.close());

function portal(...args: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["server/cli.ts", ...args], {
    cwd: packageRoot,
    encoding: "utf8",
    env: { ...process.env, PORTAL_DATA_DIR: database.dataDir },
  });
  return { code: status, said: stdout + stderr };
}

async function tamper(statement: string): Promise<void> {
  const superuser = Object.assign(new URL(await testClusterUrl()), { pathname: new URL(database.owner).pathname }).href;
  await withClient(superuser, (client) => client.query(statement));
}

const first = `"tenantId" = (SELECT id FROM tenants WHERE "orcamoId" = 'u00000001')`;

test("whole logs, without and with a checkpoint: exit code 0", () => {
  const before = portal("audit", "verify");
  assert.equal(before.code, 0, before.said);
  assert.match(before.said, /u00000001 {2}whole \(4 entries read, no checkpoint names it yet\)/);
  const written = portal("audit", "checkpoint");
  assert.equal(written.code, 0, written.said);
  assert.match(written.said, /^Checkpoint 1 with 2 heads: /);
  const { code, said } = portal("audit", "verify");
  assert.equal(code, 0, said);
  assert.match(said, /^1 checkpoints in /);
  assert.match(said, /u00000001 {2}whole \(4 entries read, checkpoint 1 of \S+ covers entry 4\)\nu00000002 {2}whole/);
});

test("an altered entry is named: exit code 1, and the other organisation is whole", async () => {
  await tamper(`UPDATE audit_entries SET target = 'x' WHERE ${first} AND sequence = 3`);
  const { code, said } = portal("audit", "verify");
  assert.equal(code, 1, said);
  assert.match(said, /u00000001 {2}altered at entry 3 \(its hash does not fit\) \(2 entries read/);
  assert.match(said, /u00000002 {2}whole/);
  assert.equal(portal("audit", "verify", "--tenant", "u00000001").code, 1);
  assert.equal(portal("audit", "verify", "--tenant", "u00000002").code, 0);
  await tamper(`UPDATE audit_entries SET target = 'entry 3' WHERE ${first} AND sequence = 3`);
  assert.equal(portal("audit", "verify").code, 0);
});

test("a tail that is gone with its head is known to the checkpoint, which is not signed over", async () => {
  await tamper(`DELETE FROM audit_entries WHERE ${first} AND sequence = 4`);
  assert.match(portal("audit", "verify").said, /u00000001 {2}tail missing from entry 4 on \(the head knows of it\)/);
  await tamper(
    `UPDATE audit_heads h SET sequence = 3, hash = (SELECT hash FROM audit_entries e WHERE e."tenantId" = h."tenantId" AND sequence = 3) WHERE ${first}`,
  );
  const { code, said } = portal("audit", "verify");
  assert.equal(code, 1, said);
  assert.match(said, /u00000001 {2}tail missing from entry 4 on \(the checkpoint knows of it\)/);
  const written = portal("audit", "checkpoint");
  assert.equal(written.code, 1, written.said);
  assert.match(written.said, /1 not signed, since they do not continue what was signed before/);
});

test("checkpoints from elsewhere: what is not there, and what was forged, is told", () => {
  const empty = path.join(database.dataDir, "empty");
  mkdirSync(empty);
  const none = portal("audit", "verify", "--checkpoints", empty);
  assert.equal(none.code, 2, none.said);
  assert.match(none.said, /--checkpoints: there is no checkpoint in/);
  writeFileSync(path.join(checkpoints, "00000009-20261121T010000Z.json"), "{}");
  writeFileSync(path.join(checkpoints, "00000009-20261121T010000Z.sig"), "forged");
  const forged = portal("audit", "verify", "--tenant", "u00000002");
  assert.equal(forged.code, 1, forged.said);
  assert.match(
    forged.said,
    /00000009-20261121T010000Z: the signature does not fit\nu00000002 {2}checkpoint does not match \(files: signature\)/,
  );
  assert.ok(readdirSync(checkpoints).length > 6);
});

test("an organisation that is not there: exit code 1", () => {
  assert.equal(portal("audit", "verify", "--tenant", "u00000777").code, 1);
});
