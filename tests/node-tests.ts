import { globSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { packageRoot } from "#server/start/package-root.ts";
import type { CheckResult } from "./report.ts";

/**
 * Every *.test.ts outside e2e, each in a process of its own, two at a time. A skipped or unfinished test is a
 * failure: it would claim what nobody tried.
 */
export async function nodeTests(): Promise<CheckResult> {
  const pattern = "{app,bench,components,lib,prisma,server,tests}/**/*.test.ts";
  const files = globSync(pattern, { cwd: packageRoot }).map((name) => path.join(packageRoot, name));
  // The tests' own requests would bury what failed.
  process.env.PORTAL_LOG ??= "silent";
  const all: string[] = [];
  let lines: string[] = [];
  let passed = 0;
  let failed = 0;
  const events = run({ files: files.sort(), concurrency: 2, cwd: packageRoot });
  for await (const { type, data } of events) {
    if (type === "test:fail" && data.details.error.failureType !== "subtestsFailed") lines.push(failure(data));
    if (type === "test:stderr" || type === "test:stdout") lines.push(data.message.trimEnd());
    if (type !== "test:summary") continue;
    if (data.file) {
      console.log(`${data.success ? "ok    " : "FAILED"} ${path.relative(packageRoot, data.file)}`);
      // At once too: a run that is cut off, or read from its middle, has to say why.
      if (!data.success) console.log(lines.join("\n"));
    } else ({ passed, failed } = counted(data.counts));
    all.push(...lines);
    lines = [];
  }
  return { name: "unit and database tests", passed, failed, output: all.join("\n") };
}

function counted(counts: { tests: number; passed: number }): { passed: number; failed: number } {
  return { passed: counts.passed, failed: counts.tests - counts.passed };
}

function failure(data: { name: string; file?: string; line?: number; details: { error: Error } }): string {
  const { cause } = data.details.error;
  const reason =
    cause instanceof Error ? (cause.stack ?? cause.message) : (data.details.error.stack ?? data.details.error.message);
  return `\n✗ ${data.name} (${path.relative(packageRoot, data.file ?? "")}:${data.line ?? 0})\n${reason.replace(/^/gm, "    ")}`;
}
