import assert from "node:assert/strict";
import { test } from "node:test";
import { nameWrites } from "./statement-names.ts";

test("a write has one name, and another write another", () => {
  const nameOf = nameWrites();
  const [first, second] = [nameOf({ sql: "INSERT INTO a VALUES ($1)" }), nameOf({ sql: "UPDATE a SET b = $1" })];
  assert.ok(first && second && first !== second);
  assert.equal(nameOf({ sql: "INSERT INTO a VALUES ($1)" }), first);
});

test("what is read has none, nor what begins and ends a transaction", () => {
  const nameOf = nameWrites();
  for (const sql of ["SELECT 1", "BEGIN", "COMMIT", "DELETE FROM a"]) assert.equal(nameOf({ sql }), "");
});

test("connections keep a bounded number of them", () => {
  const nameOf = nameWrites();
  const names = new Set(Array.from({ length: 1000 }, (_, at) => nameOf({ sql: `UPDATE a SET b = ${at}` })));
  assert.ok(names.size <= 201);
  assert.equal(nameOf({ sql: `INSERT INTO a VALUES ${"($1),".repeat(1000)}` }), "");
});
