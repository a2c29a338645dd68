import assert from "node:assert/strict";
import { test } from "node:test";
import { loggedPath } from "./request-log.ts";

test("the log names the address, and nothing that opens something", () => {
  const place = "/tenants/u00000014/apps/orca";
  assert.equal(
    loggedPath(`${place}/dump-files/c2VjcmV0/u00000014_20260625_100810.dump`),
    `${place}/dump-files/-/u00000014_20260625_100810.dump`,
  );
  assert.equal(loggedPath(`${place}/db_dumps?notice=dump-started`), `${place}/db_dumps`);
});
