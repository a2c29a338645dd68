import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { merklePath, merkleRoot } from "./merkle.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** As the guide for auditors walks it. */
function walk(leaf: string, path: readonly string[]): string {
  return path.reduce((node, step) => {
    const [side, neighbour] = step.split(":");
    return sha256(side === "left" ? `node ${neighbour} ${node}` : `node ${node} ${neighbour}`);
  }, sha256(leaf));
}

describe("each leaf's path leads to the root, and no other text's does:", () => {
  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 33, 100]) {
    test(`${count} leaves`, () => {
      const leaves = Array.from({ length: count }, (_, index) => `leaf ${index}`);
      const root = merkleRoot(leaves);
      for (const [index, leaf] of leaves.entries()) {
        assert.equal(walk(leaf, merklePath(leaves, index)), root);
        assert.notEqual(walk(`${leaf} `, merklePath(leaves, index)), root);
      }
    });
  }
});

test("every leaf and their order count", () => {
  const leaves = ["a", "b", "c"];
  const others = [["a", "b"], ["a", "b", "c", "c"], ["b", "a", "c"], ["a", "b", "d"], []];
  for (const other of others) assert.notEqual(merkleRoot(other), merkleRoot(leaves));
});

test("the root of nothing is the hash of nothing", () => assert.equal(merkleRoot([]), sha256("")));
