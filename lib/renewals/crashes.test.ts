import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Scope } from "#lib/platform/scope.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let clinic: Scope;
let kit: typeof import("#tests/renewals.ts");
let askRenewal: typeof import("./ask.ts")["askRenewal"];
let fetchRenewed: typeof import("./fetch.ts")["fetchRenewed"];

before(async () => {
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  kit = await import("#tests/renewals.ts");
  ({ askRenewal } = await import("./ask.ts"));
  ({ fetchRenewed } = await import("./fetch.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
});

after(() => database.close());

async function startChild(numbers: readonly number[]): Promise<ChildProcess> {
  const args = ["tests/renewal-child.ts", "u00000001", ...numbers.map(String)];
  const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: ["ignore", "pipe", "inherit"] });
  await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  assert.equal(child.exitCode, null);
  return child;
}

/** What there is of a line, in one look: the dead one's server process may be committing still. */
async function stateOf(number: number) {
  const { systemPool } = await import("#lib/platform/system-db.ts");
  const { rows } = await systemPool().query<{ states: string; attempts: number; links: number; entries: number }>(
    `SELECT (SELECT string_agg(state::text, ' ' ORDER BY generation) FROM certificates WHERE number = $1) AS states,
       (SELECT count(*)::int FROM renewal_attempts WHERE number = $1) AS attempts,
       (SELECT count(*)::int FROM renewal_links WHERE number = $1) AS links,
       (SELECT count(*)::int FROM audit_entries WHERE action = 'certificates:renew' AND facts ->> 'number' = $1::text) AS entries`,
    [number],
  );
  return rows[0] ?? assert.fail();
}

/** Nothing was begun; planned and not signed; or signed, with its record and its address, all three or none. */
const whole = [
  { states: "active", attempts: 0, links: 0, entries: 0 },
  { states: "active requested", attempts: 0, links: 0, entries: 0 },
  { states: "active active", attempts: 1, links: 1, entries: 1 },
];

test("killed at times that nobody chose, also between plan and signature, a repeat gets one successor", async () => {
  const seen = new Map<string, number>();
  for (let kills = 0; kills < 6 || !seen.has("active requested"); kills++) {
    assert.ok(kills < 100, "never killed between plan and signature");
    const numbers = [await kit.issued(clinic), await kit.issued(clinic), await kit.issued(clinic)];
    const child = await startChild(numbers);
    const delay = randomInt(0, 200);
    await pause(delay);
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    for (const number of numbers) await repeat(number, seen, `killed after ${delay} ms`);
  }
});

async function repeat(number: number, seen: Map<string, number>, when: string): Promise<void> {
  const found = await stateOf(number);
  assert.ok(
    whole.some((state) => JSON.stringify(state) === JSON.stringify(found)),
    `${when}: ${JSON.stringify(found)}`,
  );
  seen.set(found.states, (seen.get(found.states) ?? 0) + 1);
  const scope = await kit.holder(clinic, number, kit.inWindow, {}, 1);
  const { uri, pass } = await askRenewal(scope, { origin: kit.origin });
  const { bytes } = await fetchRenewed(scope, { token: kit.tokenOf(uri) });
  assert.match(kit.readPkcs12(bytes, pass), /CN ?= ?client/, when);
  const after = await stateOf(number);
  assert.deepEqual([after.states, after.entries], ["active active", 1], when);
}
