import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { withClient } from "#server/postgres/connect.ts";
import {
  attemptsOf,
  exchange,
  generationsOf,
  readRenewal,
  renew,
  requireFile,
  requireRefused,
  terminalOf,
} from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { glclient } from "#tests/clients/requests.ts";
import { field, type RawAnswer, RawTls } from "#tests/raw-tls.ts";
import { someoneWaits } from "#tests/someone-waits.ts";

let house: FieldHouse;
let edge: FieldEdge;
let other: Scope;

before(async () => {
  house = await openFieldHouse();
  const { makeTenant } = await import("#tests/scopes.ts");
  other = await makeTenant("u00000094");
  edge = await openFieldEdge();
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

test("a certificate that asks without end keeps nobody else waiting, and what is too much of it is told when to come again", async () => {
  const old = await terminalOf(house.clinic);
  const answers: RawAnswer[] = [];
  using connection = await RawTls.open(edge.port, { certificate: old });
  await withClient(house.database.system, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT FROM certificate_lines WHERE number = $1 FOR UPDATE", [old.number]);
    await connection.send(glclient.post(edge.host).repeat(250));
    await someoneWaits();
    // Its line is held: had each of its requests a connection to the database, none would be left.
    await renew(edge, await terminalOf(other));
    await renew(edge, await terminalOf(house.clinic));
    await client.query("ROLLBACK");
  });
  for (let at = 0; at < 250; at++) answers.push(await connection.answer());
  const busy = answers.filter(({ status }) => status === 503);
  for (const answer of busy) {
    requireRefused(answer, "RENEWALS_BUSY", 503);
    assert.equal(field(answer, "Retry-After"), "60");
  }
  assert.ok(busy.length > 0 && busy.length < 250, String(busy.length));
  for (const answer of answers.filter(({ status }) => status !== 503)) readRenewal(answer, edge.host);
  assert.equal((await generationsOf(old)).length, 2);
});

test("an address that was given opens while more renewals of its certificate wait than may", async () => {
  const old = await terminalOf(house.clinic);
  const { renewal } = await renew(edge, old);
  using connection = await RawTls.open(edge.port, { certificate: old });
  await withClient(house.database.system, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT FROM certificate_lines WHERE number = $1 FOR UPDATE", [old.number]);
    await connection.send(glclient.post(edge.host).repeat(60));
    await someoneWaits();
    const file = await exchange(edge.port, glclient.get(renewal.uri), { certificate: old });
    requireFile(file, renewal, old);
    await client.query("ROLLBACK");
  });
  const statuses = new Set<number>();
  for (let at = 0; at < 60; at++) statuses.add((await connection.answer()).status);
  assert.deepEqual([...statuses].sort(), [200, 503]);
});

test("so does one that is over: each time is counted, by one connection to the database", async () => {
  const over = await terminalOf(house.clinic, { left: -1 });
  const others = [await terminalOf(other), await terminalOf(house.clinic)];
  using connection = await RawTls.open(edge.port, { certificate: over });
  await withClient(house.database.system, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT FROM certificate_lines WHERE number = $1 FOR UPDATE", [over.number]);
    await connection.send(glclient.post(edge.host).repeat(250));
    await someoneWaits();
    for (const terminal of others) await renew(edge, terminal);
    await client.query("ROLLBACK");
  });
  for (let at = 0; at < 250; at++) requireRefused(await connection.answer(), "CERTIFICATE_EXPIRED");
  assert.deepEqual(
    (await attemptsOf(over)).map(({ count }) => count),
    [250],
  );
});

test("who asks for much and goes away leaves every place free", async () => {
  const old = await terminalOf(house.clinic);
  const { renewal } = await renew(edge, old);
  for (const request of [glclient.post(edge.host), glclient.get(renewal.uri), glclient.get(renewal.uri)]) {
    using connection = await RawTls.open(edge.port, { certificate: old });
    await connection.send(request.repeat(190));
    await connection.answer();
  }
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await exchange(edge.port, glclient.post(edge.host), { certificate: old });
    if (answer.status === 200) break;
    requireRefused(answer, "RENEWALS_BUSY", 503);
    assert.ok(Date.now() < end, "the places stayed taken");
  }
});
