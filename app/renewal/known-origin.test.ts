import assert from "node:assert/strict";
import { test } from "node:test";
import { knownOrigin } from "./known-origin.ts";

const listed = ["https://portal.example", "https://app.example:8443"];

for (const from of listed) test(`${from} is gone back to`, () => assert.equal(knownOrigin(from, listed), from));

for (const from of [
  undefined,
  "",
  "null",
  "https://evil.example",
  "https://app.example",
  "http://app.example:8443",
  "https://app.example:8443/",
  "https://app.example:8443@evil.example",
  "https://app.example:8443.evil.example",
  "//portal.example",
  "javascript:alert(1)",
])
  test(`${from} is not`, () => assert.equal(knownOrigin(from, listed), undefined));
