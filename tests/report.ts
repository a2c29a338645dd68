/** What one check or one kind of tests came to; a static check counts as one. */
export interface CheckResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** What to show when something failed. */
  readonly output: string;
}

/** A line for each, and what failed in full. */
export function show({ name, passed, failed, output }: CheckResult): void {
  console.log(`${failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(24)} ${passed} passed, ${failed} failed`);
  if (failed > 0) console.log(output.trimEnd());
}

/** Ends the process: the last line is the counts, the exit code says whether all passed. Nothing run is a failure. */
export function finish(results: readonly CheckResult[]): never {
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
