import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { copyCheckpoints, returnCheckpoints } from "./checkpoints.ts";

const home = mkdtempSync(path.join(tmpdir(), "portal-checkpoints-"));
const at = (...names: string[]) => path.join(home, ...names);
after(() => rmSync(home, { recursive: true, force: true }));

test("what else lies beside the checkpoints (a file system's own, an administrator's notes) is not taken along", () => {
  const ours = ["json", "heads", "sig"].map((ending) => `00000001-20261121T010000Z.${ending}`);
  ours.push("checkpoint-key-00000000-0000-4000-8000-000000000000.pem");
  const others = [".draft", ".nfs0000", "read me.txt", "lost+found/left", "old/00000001-20261121T010000Z.sig", `${ours[0]}~`];
  for (const name of [...ours, ...others]) {
    mkdirSync(path.dirname(at("from", name)), { recursive: true });
    writeFileSync(at("from", name), name);
  }
  const names = copyCheckpoints(at("from"), at("backup"));
  assert.deepEqual(names, ours.map((name) => `checkpoints/${name}`).sort());
  returnCheckpoints(at("backup"), names, at("to"));
  assert.deepEqual(readdirSync(at("to")).sort(), ours.sort());
});
