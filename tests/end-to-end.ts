import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { packageRoot } from "#server/start/package-root.ts";
import { type CheckResult, show } from "./report.ts";
import { provideChromium, provideJudges } from "./tools.ts";

/**
 * The journeys in a real Chromium over real mutual TLS (e2e/playwright.config.ts), with the browser that was found or
 * brought in PORTAL_CHROMIUM. Its report goes to the terminal as it comes; the counts are read from its JSON.
 */
export async function endToEnd(names: readonly string[] = []): Promise<CheckResult[]> {
  const tools = await provideJudges();
  const chromium = await provideChromium();
  const output = "The end-to-end tests need Chromium: run, as root, apt-get install chromium";
  const result = chromium ? await playwright(chromium, names) : { name: "end to end", passed: 0, failed: 1, output };
  const results = tools.failed ? [tools, result] : [result];
  results.forEach(show);
  return results;
}

async function playwright(chromium: string, names: readonly string[]): Promise<CheckResult> {
  const report = path.join(packageRoot, "test-results.json");
  rmSync(report, { force: true });
  const cli = path.join(packageRoot, "node_modules/@playwright/test/cli.js");
  const args = [cli, "test", "--config", "e2e/playwright.config.ts", "--reporter=list,json", ...names];
  const env = { ...process.env, PORTAL_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const [code] = await once(spawn(process.execPath, args, { cwd: packageRoot, env, stdio: "inherit" }), "exit");
  const counts = existsSync(report) ? read(report) : { passed: 0, failed: 0 };
  rmSync(report, { force: true });
  // A server that did not come up leaves no failed test, only an exit code.
  const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
  return { name: "end to end", passed: counts.passed, failed, output: "" };
}

const shape = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** A test that passed only at the second try, or was skipped, has not passed. */
function read(report: string): { passed: number; failed: number } {
  const { stats } = shape.parse(JSON.parse(readFileSync(report, "utf8")));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
}
