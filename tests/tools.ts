import { existsSync } from "node:fs";
import path from "node:path";
import { execute, lastWords } from "#lib/platform/execute.ts";
import { installPackages, mayInstall } from "#server/start/apt.ts";
import { packageRoot } from "#server/start/package-root.ts";
import type { CheckResult } from "./report.ts";

/** What judges our certificates beside ourselves, or fetches them as clients in the field do, and its Debian package. */
const judges = {
  openssl: "openssl",
  certtool: "gnutls-bin",
  certutil: "libnss3-tools",
  pk12util: "libnss3-tools",
  keytool: "default-jre-headless",
  java: "default-jre-headless",
  curl: "curl",
  unzip: "unzip",
} as const;

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The tools that the tests call. As root the missing ones are installed; otherwise they are named and the check fails. */
export async function provideJudges(): Promise<CheckResult> {
  const missing = await absent(Object.keys(judges));
  if (missing.length > 0 && mayInstall)
    await install([...new Set(Object.entries(judges).flatMap(([tool, name]) => (missing.includes(tool) ? [name] : [])))]);
  const still = await absent(missing);
  if (still.length === 0) return { name: "tools", passed: 1, failed: 0, output: "" };
  const packages = Object.entries(judges).flatMap(([tool, name]) => (still.includes(tool) ? [name] : []));
  const output = `The tests need ${still.join(", ")}: run, as root, apt-get install ${[...new Set(packages)].join(" ")}`;
  return { name: "tools", passed: 0, failed: 1, output };
}

/** @returns the browser's executable: one that is installed, else Debian's package, else Playwright's own download. */
export async function provideChromium(): Promise<string | undefined> {
  const installed = await firstBrowser();
  if (installed) return installed;
  if (mayInstall) await install(["chromium", "fonts-noto-cjk"]);
  return (await firstBrowser()) ?? (await downloadChromium());
}

async function firstBrowser(): Promise<string | undefined> {
  for (const name of browsers) {
    const { code, output } = await execute("/bin/sh", ["-c", 'command -v "$1"', "sh", name]);
    if (code === 0) return output.trim();
  }
  return;
}

async function downloadChromium(): Promise<string | undefined> {
  console.log("Downloading Chromium (Playwright)");
  const downloaded = await execute(process.execPath, [
    path.join(packageRoot, "node_modules/playwright/cli.js"),
    "install",
    "chromium",
  ]);
  if (downloaded.code !== 0) console.log(lastWords(downloaded));
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

async function install(packages: readonly string[]): Promise<void> {
  console.log(`Installing ${packages.join(", ")} (apt-get)`);
  const installed = await installPackages(packages);
  if (installed.code !== 0) console.log(lastWords(installed));
}

async function absent(tools: readonly string[]): Promise<string[]> {
  const found = await Promise.all(tools.map((tool) => execute("/bin/sh", ["-c", 'command -v "$1"', "sh", tool])));
  return tools.filter((_, index) => found[index]?.code !== 0);
}
