import assert from "node:assert/strict";
import { test } from "node:test";
import { withBlock } from "./managed-block.ts";

const own = "local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n";

test("a block is first or last, replaces itself, and leaves all other lines alone", () => {
  const first = withBlock(own, ["a", "b"], "first");
  assert.match(first, /^# BEGIN orcamo-portal.*\na\nb\n# END orcamo-portal\n\nlocal all/);
  assert.ok(first.endsWith(own));
  assert.equal(withBlock(first, ["a", "b"], "first"), first);
  assert.equal(withBlock(first, ["c"], "first"), first.replace("a\nb", "c"));
  const last = withBlock(own.trimEnd(), ["a"], "last");
  assert.ok(last.startsWith(own));
  assert.match(last, /\n\n# BEGIN.*\na\n# END orcamo-portal\n$/);
  assert.equal(withBlock(last, ["a"], "last"), last);
});

test("a block stays where somebody moved it", () => {
  const moved = `# mine\n${withBlock("", ["a"], "first")}# after\n`;
  assert.equal(withBlock(moved, ["b"], "last"), moved.replace("\na\n", "\nb\n"));
});

test("a file of our own begins and ends with the block", () => {
  assert.match(withBlock("", ["a"], "last"), /^# BEGIN.*\na\n# END orcamo-portal\n$/);
});

test("a marker alone is not guessed at", () => {
  const whole = withBlock(own, ["a"], "first");
  for (const broken of [whole.replace(/# BEGIN.*\n/, ""), whole.replace("# END orcamo-portal\n", "")])
    assert.throws(() => withBlock(broken, ["a"], "first"), /markers/);
});
