import { createHash, type Hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execute, lastWords } from "#lib/platform/execute.ts";
import { StartFailure } from "./failure.ts";
import { packageRoot } from "./package-root.ts";
import { takeLock } from "./process-lock.ts";
import type { Say } from "./say.ts";

/**
 * Builds the pages when what they are made of has changed since the last build. The mark is taken away first, so an
 * interrupted build is done again. Two portals of one clone build one after the other.
 */
export async function ensureBuild(say: Say, signal: AbortSignal): Promise<void> {
  if (isCurrent()) return;
  const release = await takeBuild(signal);
  try {
    if (!isCurrent()) await build(say, signal);
  } finally {
    release();
  }
}

const inputs = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
];
const mark = path.join(packageRoot, ".next/portal-build");

function isCurrent(): boolean {
  return existsSync(mark) && readFileSync(mark, "utf8") === hashOfInputs();
}

async function build(say: Say, signal: AbortSignal): Promise<void> {
  say("Building the pages (about a minute)");
  rmSync(mark, { force: true });
  const hash = hashOfInputs();
  const next = path.join(packageRoot, "node_modules/next/dist/bin/next");
  const built = await execute(process.execPath, [next, "build"], { cwd: packageRoot, signal });
  if (signal.aborted) return;
  if (built.code !== 0)
    throw new StartFailure(`${built.output.trim()}\nThe pages could not be built: ${lastWords(built).split("\n").at(-1)}`);
  writeFileSync(mark, hash);
}

async function takeBuild(signal: AbortSignal): Promise<() => void> {
  for (;;) {
    const release = takeLock(path.join(packageRoot, "node_modules/.portal-build.lock"));
    if (typeof release === "function") return release;
    await pause(500, undefined, { signal });
  }
}

function hashOfInputs(): string {
  const hash = createHash("sha256");
  for (const name of inputs) add(hash, name);
  return hash.digest("hex");
}

/** Tests are not built; the database client is generated from the schema, which counts instead. */
function add(hash: Hash, name: string): void {
  const file = path.join(packageRoot, name);
  if (!existsSync(file) || name === "lib/platform/prisma" || name.endsWith(".test.ts")) return;
  if (statSync(file).isDirectory()) {
    for (const entry of readdirSync(file).sort()) add(hash, path.posix.join(name, entry));
  } else {
    hash.update(`${name}\0`).update(readFileSync(file)).update("\0");
  }
}
