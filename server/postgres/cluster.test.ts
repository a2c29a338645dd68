import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { type Cluster, openCluster } from "./cluster.ts";
import { withClient } from "./connect.ts";
import { runningPort } from "./run.ts";

const home = mkdtempSync(path.join(tmpdir(), "portal-cluster-"));
chmodSync(home, 0o711);
const said: string[] = [];
const open = (): Promise<Cluster> => openCluster(home, (line) => said.push(line), { fsync: "off" });
let cluster: Cluster;

after(async () => {
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
});

test("a cluster is made in UTF-8 and the C locale with checksums, and keeps its data over a stop", async () => {
  cluster = await open();
  await withClient(cluster.adminUrl, async (client) => {
    const { rows } = await client.query(
      "SELECT current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums, datcollate FROM pg_database WHERE datname = 'postgres'",
    );
    assert.deepEqual(rows, [{ encoding: "UTF8", checksums: "on", datcollate: "C" }]);
    await client.query("CREATE TABLE kept (word text)");
    await client.query("INSERT INTO kept VALUES ('before')");
  });
  await cluster.stop();
  assert.equal(runningPort(cluster.directory), undefined);
  cluster = await open();
  assert.deepEqual(await words(), ["before"]);
});

test("a server that a killed portal left running is taken over", async () => {
  const pid = postmaster();
  cluster = await open();
  assert.equal(postmaster(), pid);
  assert.deepEqual(await words(), ["before"]);
});

test("a server killed without a word recovers at the next start", async () => {
  process.kill(postmaster(), "SIGKILL");
  cluster = await open();
  assert.deepEqual(await words(), ["before"]);
});

test("the superuser needs its password", async () => {
  const url = new URL(cluster.adminUrl);
  url.password = "wrong";
  await assert.rejects(
    withClient(url.href, async () => undefined),
    { name: "StartFailure", message: /refuses the user postgres/ },
  );
});

async function words(): Promise<string[]> {
  return withClient(cluster.adminUrl, async (client) =>
    (await client.query<{ word: string }>("SELECT word FROM kept")).rows.map(({ word }) => word),
  );
}

function postmaster(): number {
  return Number.parseInt(readFileSync(path.join(cluster.directory, "postmaster.pid"), "utf8"), 10);
}
