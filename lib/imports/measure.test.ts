import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeMeter } from "./measure.ts";
import { type ImportPhase, importPhases } from "./model.ts";

describe("the progress of an import", () => {
  for (const kind of ["test", "live"] as const) {
    test(`never falls and never says that it is over: ${kind}`, () => {
      const meter = makeMeter(kind);
      const shown: number[] = [];
      for (const phase of importPhases) for (const done of [0, 0.4, 0.2, 1, 1.5]) shown.push(meter.at(phase, done).done);
      assert.deepEqual(
        shown,
        shown.toSorted((a, b) => a - b),
      );
      assert.ok((shown.at(-1) ?? 1) < 1);
      assert.ok((shown.at(-1) ?? 0) > 0.98);
    });
  }

  test("of a second attempt begins where the first one was, and comes to the same end", () => {
    const first = makeMeter("live").at("restoring", 0.5).done;
    const meter = makeMeter("live", first);
    assert.equal(meter.at("checking", 0).done, first);
    assert.ok(meter.at("swapping", 1).done > 0.98);
  });

  test("says how long it will take as soon as it can tell", () => {
    let now = 0;
    const meter = makeMeter("test", 0, () => now);
    assert.equal(meter.at("checking", 0.5).secondsLeft, null);
    now = 10_000;
    const { done, secondsLeft } = meter.at("restoring", 0.5);
    assert.equal(secondsLeft, Math.ceil((10 * (1 - done)) / done));
  });

  test("has a share for each phase, which come to all", () => {
    for (const kind of ["test", "live"] as const) {
      const last = (phase: ImportPhase) => makeMeter(kind).at(phase, 1).done;
      assert.ok(last("checking") > 0.05 && last("restoring") > 0.6 && last("comparing") > last("restoring"));
    }
  });
});
