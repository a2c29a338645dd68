import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import {
  exchange,
  generationsOf,
  type Renewal,
  readRenewal,
  requireFile,
  type Terminal,
  terminalOf,
} from "#tests/clients/field.ts";
import { openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { glclient, monsiaj } from "#tests/clients/requests.ts";
import type { RawAnswer } from "#tests/raw-tls.ts";
import { someoneWaits } from "#tests/someone-waits.ts";

let house: FieldHouse;
let portal: { port: number; host: string; child: ChildProcess };

before(async () => {
  house = await openFieldHouse();
  portal = await startPortal();
});
after(async () => {
  await kill();
  await house[Symbol.asyncDispose]();
});

/** The edge with its routes as a process of its own. */
async function startPortal() {
  const child = spawn(process.execPath, ["tests/clients/field-edge.ts"], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit").then(() => assert.fail("no portal"));
  const [line] = (await Promise.race([once(child.stdout, "data"), gone])) as [Buffer];
  gone.catch(() => undefined);
  const port = Number(line);
  return { port, host: `localhost:${port}`, child };
}

async function kill(): Promise<void> {
  const gone = once(portal.child, "exit");
  portal.child.kill("SIGKILL");
  await gone;
}

/** @returns what it was told, or undefined when the portal died before */
async function ask(certificate: Terminal): Promise<Renewal | undefined> {
  const answer = await unlessKilled(() => exchange(portal.port, monsiaj.post(portal.host), { certificate }));
  return answer && readRenewal(answer, portal.host);
}

/** From the portal that runs now, which has another port than the one that told of it. */
function fetched({ uri }: Renewal, certificate: Terminal): Promise<RawAnswer | undefined> {
  const request = monsiaj.get(uri).replace(new URL(uri).host, portal.host);
  return unlessKilled(() => exchange(portal.port, request, { certificate }));
}

async function unlessKilled(run: () => Promise<RawAnswer>): Promise<RawAnswer | undefined> {
  const { child } = portal;
  try {
    return await run();
  } catch (error) {
    if (!child.killed) throw error;
    return;
  }
}

/** Until the database has ended all that the dead portal had begun. */
async function nobodyWorks(): Promise<void> {
  const working = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`;
  const end = Date.now() + 20_000;
  await withClient(house.database.owner, async (client) => {
    while ((await client.query(working)).rowCount !== 0) assert.ok(Date.now() < end, "A dead portal still works.");
  });
}

/** The repeat, twice at once, gives one new certificate, whatever the portal left behind. @returns its serial number */
async function requireRepeat(old: Terminal): Promise<string> {
  const renewals = await Promise.all([ask(old), ask(old)]);
  const serials = await Promise.all(
    renewals.map(async (renewal) => {
      assert.ok(renewal);
      const file = await exchange(portal.port, glclient.get(renewal.uri), { certificate: old });
      return requireFile(file, renewal, old).certificate.serialNumber;
    }),
  );
  assert.equal(serials[0], serials[1]);
  const generations = (await generationsOf(old)).map(({ generation, state, current }) => `${generation} ${state} ${current}`);
  assert.deepEqual(generations, ["1 active false", "2 active true"]);
  return serials[0] ?? assert.fail();
}

/** What holds the portal at a moment of its work until the connection ends or rolls back. */
const holds = {
  "planned, and signed for nobody to see": "BEGIN; LOCK TABLE audit_entries IN EXCLUSIVE MODE",
  "signed, while its address is written": "BEGIN; LOCK TABLE renewal_links IN EXCLUSIVE MODE",
  "signed and written, at the very commit": "BEGIN; SELECT pg_advisory_xact_lock(5)",
} as const;

/** Lets every commit that writes the address of a file wait for whoever holds the lock of number 5. */
const waitAtCommit = `CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(5); RETURN NULL; END';
  CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON renewal_links DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait_at_commit()`;

/** Kills the portal while it waits for what `hold` holds; what it had sent to the database by then goes on after it. */
async function killWhile(hold: string, run: () => Promise<unknown>): Promise<void> {
  await withClient(house.database.owner, async (client) => {
    await client.query(hold);
    const running = run();
    await someoneWaits();
    await kill();
    assert.equal(await running, undefined);
    await client.query("ROLLBACK");
  });
  await nobodyWorks();
  portal = await startPortal();
}

test("two portals over one database, asked at once, give one certificate", async () => {
  await using second = await openFieldEdge();
  const old = await terminalOf(house.clinic);
  const asked = Array.from({ length: 12 }, (_, at) => {
    const { port, host } = at % 2 ? second : portal;
    return exchange(port, glclient.post(host), { certificate: old }).then((answer) => readRenewal(answer, host));
  });
  const renewals = await Promise.all(asked);
  assert.equal(new Set(renewals.map(({ pass }) => pass)).size, 1);
  assert.equal((await generationsOf(old)).length, 2);
  // What one has told of, the other hands out.
  for (const renewal of renewals.slice(0, 2)) requireFile((await fetched(renewal, old)) ?? assert.fail(), renewal, old);
});

describe("the portal is killed while a terminal waits for its answer, and the repeat finds or finishes what it made:", () => {
  before(() => withClient(house.database.owner, (client) => client.query(waitAtCommit)));

  for (const [when, hold] of Object.entries(holds)) {
    test(when, async () => {
      const old = await terminalOf(house.clinic);
      await killWhile(hold, () => ask(old));
      const [, left] = await generationsOf(old);
      assert.equal(left?.state, when.endsWith("commit") ? "active" : "requested");
      assert.equal(await requireRepeat(old), left?.serial.toUpperCase());
    });

    test(`${when}: the second time that it asks`, async () => {
      const old = await terminalOf(house.clinic);
      await ask(old);
      const [, made] = await generationsOf(old);
      await killWhile(hold, () => ask(old));
      assert.equal(await requireRepeat(old), made?.serial.toUpperCase());
    });
  }

  test("while it takes the file", async () => {
    const old = await terminalOf(house.clinic);
    const renewal = (await ask(old)) ?? assert.fail();
    await killWhile(holds["signed, while its address is written"], () => fetched(renewal, old));
    const file = (await fetched(renewal, old)) ?? assert.fail();
    const { serialNumber } = requireFile(file, renewal, old).certificate;
    assert.equal(await requireRepeat(old), serialNumber);
  });

  test("answered, before the file was fetched", async () => {
    const old = await terminalOf(house.clinic);
    const renewal = (await ask(old)) ?? assert.fail();
    await kill();
    portal = await startPortal();
    const file = await exchange(portal.port, monsiaj.get(renewal.uri).replace(new URL(renewal.uri).host, portal.host), {
      certificate: old,
    });
    const { serialNumber } = requireFile(file, renewal, old).certificate;
    assert.equal(await requireRepeat(old), serialNumber);
  });

  test("three times, at moments that nobody chose, with eight terminals each", async () => {
    for (let round = 0; round < 3; round++) {
      const terminals = await Promise.all(Array.from({ length: 8 }, () => terminalOf(house.clinic)));
      const asked = terminals.map(async (old) => ({ old, told: await ask(old) }));
      await pause(randomInt(250));
      await kill();
      const before = await Promise.all(asked);
      portal = await startPortal();
      await Promise.all(
        before.map(async ({ old, told }) => {
          const [, made] = await generationsOf(old);
          const serial = await requireRepeat(old);
          if (told) assert.equal(serial, made?.serial.toUpperCase());
        }),
      );
    }
  });
});
