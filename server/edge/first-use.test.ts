import assert from "node:assert/strict";
import { test } from "node:test";
import type { Peer } from "#lib/platform/peer.ts";
import { exchange, get, known, status, testEdge } from "./test-edge.ts";

const renewed = { state: "valid", ...known, generation: 2, firstUse: true } as const;

test("who comes with a renewed certificate for the first time is told of, and answered also when that cannot be written", async () => {
  const told: Peer[] = [];
  const recordFirstUse = async (peer: Peer) => {
    told.push(peer);
    throw new Error("the database is away");
  };
  await using edge = await testEdge({ identify: async () => renewed, recordFirstUse });
  assert.equal(status(await exchange(edge, get("/", "User-Agent: monsiaj\r\n"))), 200);
  assert.deepEqual(
    told.map(({ userAgent, certificate }) => [userAgent, certificate]),
    [["monsiaj", renewed]],
  );
});

test("one that was seen before, or is no good, is not", async () => {
  let told = 0;
  const recordFirstUse = async () => {
    told += 1;
  };
  for (const certificate of [
    { state: "valid", ...known, generation: 2 },
    { ...renewed, state: "revoked" },
  ] as const) {
    await using edge = await testEdge({ identify: async () => certificate, recordFirstUse });
    await exchange(edge, get("/"));
  }
  assert.equal(told, 0);
});
