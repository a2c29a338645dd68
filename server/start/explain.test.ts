import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { explain } from "./explain.ts";

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a full disk is told in a sentence, also when the file was open already and the system names none", () => {
  const full = openSync("/dev/full", "w");
  const error = errorOf(() => writeSync(full, "x"));
  closeSync(full);
  assert.match(explain(error), /^A file in use: .*\(write, ENOSPC\): see that .* has room\.$/);
});

test("a file that is refused is named", () => {
  const error = errorOf(() => readFileSync("/proc/version/no-directory"));
  assert.match(explain(error), /^\/proc\/version\/no-directory: the system refuses it \(open, ENOTDIR\)/);
});

test("what no disk says is a fault with its stack", async () => {
  const refused = Object.assign(new Error("listen EACCES"), { code: "EACCES", syscall: "listen" });
  assert.match(explain(refused), /This is a fault of the portal/);
  const server = createServer();
  assert.match(explain(errorOf(() => server.listen(70_000))), /This is a fault of the portal/);
});
