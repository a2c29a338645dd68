import assert from "node:assert/strict";
import { test } from "node:test";

// Before anything reads a setting: the runner of the tests wants silence.
process.env.PORTAL_LOG = "info";
const { exchange, get, testEdge } = await import("./test-edge.ts");

test("a line of the log names the path, and no token and no query of it", async (t) => {
  const lines: string[] = [];
  t.mock.method(process.stderr, "write", (line: string) => lines.push(line) > 0);
  await using edge = await testEdge();
  const place = "/tenants/u00000001/apps/orca/dump-files";
  for (const path of [
    `${place}/secret-1/u00000001_a.dump`,
    `${place}/secret-2/u00000001_a.dump?secret-3`,
    `${place}/secret-4`,
    "/api/cert/secret-5",
    "https://localhost:8443/api/cert/secret-6",
  ]) {
    await exchange(edge, get(path));
  }
  const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "request");
  assert.deepEqual(
    logged.map(({ path }) => path),
    [
      `${place}/-/u00000001_a.dump`,
      `${place}/-/u00000001_a.dump`,
      `${place}/-`,
      "/api/cert/-",
      "https://localhost:8443/api/cert/-",
    ],
  );
  assert.doesNotMatch(lines.join(""), /secret/);
});
