import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { after, before, test } from "node:test";
import type { Client } from "pg";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { canonicalJson } from "./canonical-json.ts";

let database: TestDatabase;
let client: Client;

before(async () => {
  database = await openTestDatabase();
  client = new (await import("pg")).default.Client({ connectionString: database.owner });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.close();
});

/** As a column of the log gives it back: PostgreSQL orders names its own way and keeps numbers as decimals. */
async function throughJsonb(values: readonly unknown[]): Promise<unknown[]> {
  const { rows } = await client.query(
    "SELECT value::jsonb AS value FROM unnest($1::text[]) WITH ORDINALITY AS t(value, at) ORDER BY at",
    [values.map((value) => JSON.stringify(value))],
  );
  return rows.map(({ value }) => value);
}

test("a value hashes alike in memory and after jsonb, whatever is in it", async () => {
  const values = Array.from({ length: 3000 }, () => anything(3));
  const stored = await throughJsonb(values);
  for (const [index, value] of values.entries()) assert.equal(canonicalJson(stored[index]), canonicalJson(value));
});

test("so do the values at the edges", async () => {
  const numbers = [
    0,
    -0,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    2 ** 53,
    -(2 ** 53) - 2,
    0.1 + 0.2,
    1 / 3,
    123456789012345680000,
  ];
  const texts = [
    "",
    "\\",
    '"',
    "/",
    "\u0001\b\f\n\r\t",
    "\u007f\u2028\u2029",
    "é",
    "e\u0301",
    "𠮷",
    "辻\u{E0101}",
    "\uFFFD",
    "\uFFFF",
    "<b>&'",
  ];
  const names = { b: 1, a: 2, aa: 3, B: 4, "": 5, "10": 6, "9": 7, é: 8, 𠮷: 9, "\uFF5E": 10, 'q"': 11, "name.before": null };
  const nested = { z: { y: [{ b: [], a: {} }, null, true] }, a: [[1, [2]], "x"] };
  const values = [...numbers, ...texts, names, nested, JSON.parse('{"__proto__":{"a":1},"constructor":2}')];
  const stored = await throughJsonb(values);
  for (const [index, value] of values.entries()) assert.equal(canonicalJson(stored[index]), canonicalJson(value));
});

test("of a name that comes twice the last value counts, in memory and in jsonb", async () => {
  const text = '{"a":1,"b":2,"a":3}';
  const { rows } = await client.query("SELECT $1::jsonb AS value", [text]);
  assert.equal(canonicalJson(rows[0].value), '{"a":3,"b":2}');
  assert.equal(canonicalJson(JSON.parse(text)), '{"a":3,"b":2}');
});

test("it is JSON that says the same", () => {
  for (let count = 0; count < 500; count++) {
    const value = anything(3);
    assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
  }
});

function anything(depth: number): unknown {
  const kind = randomInt(depth > 0 ? 7 : 5);
  if (kind === 0) return null;
  if (kind === 1) return randomInt(2) === 1;
  if (kind === 2) return randomInt(-1e9, 1e9) * 10 ** randomInt(-12, 25);
  if (kind === 3) return anyDouble();
  if (kind === 4) return anyText();
  const members = Array.from({ length: randomInt(5) }, () => anything(depth - 1));
  return kind === 5 ? members : Object.fromEntries(members.map((member) => [anyText(), member]));
}

function anyDouble(): number {
  const double = randomBytes(8).readDoubleBE();
  return Number.isFinite(double) ? double : 0;
}

/** Any characters but NUL and half ones, which recordAudit takes out since PostgreSQL refuses them. */
function anyText(): string {
  const points = Array.from({ length: randomInt(8) }, () => randomInt(1, randomInt(2) === 1 ? 0x100 : 0x110000));
  return String.fromCodePoint(...points).toWellFormed();
}
