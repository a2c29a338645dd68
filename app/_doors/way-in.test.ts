import assert from "node:assert/strict";
import { test } from "node:test";
import { wayIn } from "./way-in.ts";

const top = "/tenants/u00000001";

for (const inside of [top, `${top}/details`, `${top}/certificates/21`, `${top}/certificates?cn=client2&page=2`])
  test(`${inside} is inside`, () => assert.equal(wayIn("u00000001", inside), inside));

for (const outside of [
  undefined,
  "",
  "/",
  "details",
  "/operator",
  "/tenants/u00000002/users",
  "/tenants/u000000011",
  "/tenants/u00000001/../u00000002",
  "/tenants/u00000001/%2e%2e/u00000002",
  "/tenants/u00000001/..\\u00000002",
  "//evil.example/tenants/u00000001",
  "/\\evil.example/tenants/u00000001",
  "https://evil.example/tenants/u00000001",
  "https://portal.invalid/tenants/u00000001/details",
  "javascript:alert(1)",
  `${top}/enter`,
  `${top}/enter?back=/tenants/u00000001/enter`,
])
  test(`${outside} leads to TOP`, () => assert.equal(wayIn("u00000001", outside), top));

test("a message of before is not said again", () =>
  assert.equal(wayIn("u00000001", `${top}/users?notice=note-changed&q=a&refusal=X`), `${top}/users?q=a`));
