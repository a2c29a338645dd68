import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "#server/start/package-root.ts";
import type { CheckResult } from "./report.ts";

/** Settings are read in lib/platform/env.ts alone: a value read elsewhere would be in no table and have no check. */
export function settingsCheck(): CheckResult {
  const files = globSync("{app,components,lib,server}/**/*.{ts,tsx}", { cwd: packageRoot });
  const readers = files.filter((name) => !allowed.test(name) && /\bprocess\.env\b/.test(read(name)));
  const output = readers.map((name) => `${name} reads process.env: add the setting to lib/platform/env.ts`).join("\n");
  return { name: "settings", passed: readers.length === 0 ? 1 : 0, failed: readers.length === 0 ? 0 : 1, output };
}

const allowed = /^lib\/platform\/(env\.ts$|prisma\/)|\.test\.ts$/;

function read(name: string): string {
  return readFileSync(path.join(packageRoot, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
