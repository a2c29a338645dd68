import { existsSync } from "node:fs";
import path from "node:path";
import { execute } from "#lib/platform/execute.ts";
import { packageRoot } from "#server/start/package-root.ts";
import type { CheckResult } from "./report.ts";
import { settingsCheck } from "./settings-check.ts";

const bin = (name: string) => path.join(packageRoot, "node_modules", name);

/** One after the other: each of them fills the machine by itself. */
export async function staticChecks(): Promise<CheckResult[]> {
  await makeNextTypes();
  const typescript6 = ["--import", path.join(packageRoot, "tests/typescript-six.ts")];
  return [
    await check("biome", [bin("@biomejs/biome/bin/biome"), "ci", "--colors=off", "."]),
    await check("types", [bin("typescript/bin/tsc"), "--noEmit", "--incremental", "false"]),
    await check("arrows", [
      ...typescript6,
      bin("dependency-cruiser/bin/dependency-cruise.mjs"),
      "--config",
      ".dependency-cruiser.json",
      "app",
      "components",
      "lib",
      "server",
      "tests",
    ]),
    settingsCheck(),
    await check("nothing unused", [bin("knip/bin/knip.js"), "--no-progress"]),
  ];
}

async function check(name: string, args: readonly string[]): Promise<CheckResult> {
  const { code, output } = await execute(process.execPath, args, { cwd: packageRoot });
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/** next-env.d.ts and the types of routes, which a fresh clone lacks before its first build. */
async function makeNextTypes(): Promise<void> {
  if (existsSync(path.join(packageRoot, "next-env.d.ts"))) return;
  await execute(process.execPath, [bin("next/dist/bin/next"), "typegen"], { cwd: packageRoot });
}
