import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { takeLock } from "./process-lock.ts";

const directory = mkdtempSync(path.join(tmpdir(), "portal-lock-"));
const file = path.join(directory, "lock");
after(() => rmSync(directory, { recursive: true }));

test("a lock is held once and given back", () => {
  const release = takeLock(file);
  assert.ok(typeof release === "function");
  assert.equal(takeLock(file), process.pid);
  release();
  assert.ok(!existsSync(file));
});

test("a lock left by a process that is gone, or whose number another one has now, is taken over", () => {
  for (const left of ["999999999 17", `${process.pid} 17`, ""]) {
    writeFileSync(file, left);
    const release = takeLock(file);
    assert.ok(typeof release === "function", `left: ${left}`);
    release();
  }
});
