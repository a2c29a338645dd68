import { startTestCluster, stopTestCluster } from "./cluster.ts";
import { nodeTests } from "./node-tests.ts";
import { type CheckResult, show } from "./report.ts";
import { staticChecks } from "./static-checks.ts";
import { provideJudges } from "./tools.ts";

/** Everything that needs no browser: static checks, unit tests and tests on a real database. */
export async function checks(): Promise<CheckResult[]> {
  const results = [await provideJudges(), ...(await staticChecks())];
  results.forEach(show);
  const cluster = await startTestCluster();
  const tests = await nodeTests();
  await stopTestCluster(cluster);
  show(tests);
  return [...results, tests];
}
