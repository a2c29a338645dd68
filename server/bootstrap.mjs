// node server/bootstrap.mjs [--quiet] <file.ts> [arguments]
// Everything before the first package exists: plain JavaScript for Node 20, no imports but Node's own. Brings the
// packages and the Prisma client up to date with the clone, then runs the file on the pinned Node 24 of npm.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, constants } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const given = process.argv.slice(2);
const quiet = given[0] === "--quiet";
const [file = "", ...rest] = quiet ? given.slice(1) : given;
const own = process.env;

try {
  if (!file) throw new Error("Usage: node server/bootstrap.mjs [--quiet] <file.ts> [arguments]");
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new Error(`Node.js ${process.versions.node} is too old: install version 20 or newer, then run this again.`);
  }
  if (!packagesMatchLock() || !clientIsCurrent()) await alone(prepare);
  const { code } = await run(findNode(), [path.join(root, file), ...rest], environment(), true);
  process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

async function prepare() {
  if (!packagesMatchLock()) await installPackages();
  if (!clientIsCurrent()) await generateClient();
}

/**
 * npm writes node_modules/.package-lock.json when it has finished, never before, so an interrupted install is seen
 * and one made by hand counts. Optional packages (other platforms) may be absent.
 */
function packagesMatchLock() {
  const wanted = readJson(path.join(root, "package-lock.json"))?.packages ?? {};
  const present = readJson(path.join(root, "node_modules/.package-lock.json"))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const found = present[name];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional || entry.devOptional;
  });
}

async function installPackages() {
  say("Installing the packages (npm ci; a minute or two the first time)");
  const cli = own.npm_execpath;
  const [command, first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ["npm", []];
  // --include: a NODE_ENV=production in the shell would leave out what the build and the tests need.
  const options = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run(command, [...first, "ci", ...options], { ...own, NODE_ENV: "" });
  if (code !== 0)
    throw new Error(`${output.trim()}\nThe packages could not be installed: see the lines above, then run this again.`);
}

function generatedStamp() {
  const sources = ["prisma/schema.prisma", "node_modules/prisma/package.json"];
  return sources.reduce((hash, name) => hash.update(readFileSync(path.join(root, name))), createHash("sha256")).digest("hex");
}

function clientIsCurrent() {
  const stamp = path.join(root, "node_modules/.portal-prisma-client");
  const made = existsSync(path.join(root, "lib/platform/prisma/client.ts")) && existsSync(stamp);
  return made && readFileSync(stamp, "utf8") === generatedStamp();
}

async function generateClient() {
  say("Generating the database client");
  // Prisma would download a schema engine that generating does not use; any executable file satisfies it.
  const env = { ...environment(), PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const { code, output } = await run(findNode(), [path.join(root, "node_modules/prisma/build/index.js"), "generate"], env);
  if (code !== 0) throw new Error(`${output.trim()}\nThe database client could not be generated from prisma/schema.prisma.`);
  writeFileSync(path.join(root, "node_modules/.portal-prisma-client"), generatedStamp());
}

/** The pinned runtime from npm, else a system Node of at least its major version. */
function findNode() {
  const pinned = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin/node");
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error(
    `npm has no Node.js 24 for ${process.platform}-${process.arch}, and this is ${process.versions.node}: install Node.js 24, then run this again.`,
  );
}

function environment() {
  const node = findNode();
  const serves = file.startsWith("server/");
  return {
    ...own,
    PATH: `${path.dirname(node)}${path.delimiter}${own.PATH ?? ""}`,
    // Next decides by NODE_ENV which React it loads: one left over in the shell must not mix them.
    ...(serves ? { NODE_ENV: rest.includes("--dev") ? "development" : "production" } : {}),
    // Key generation, password hashes and files share this pool; keys alone may fill one thread a core.
    UV_THREADPOOL_SIZE: own.UV_THREADPOOL_SIZE ?? String(Math.max(8, availableParallelism() + 4)),
    CHECKPOINT_DISABLE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/**
 * Runs a command to its end; foreground shows its output, otherwise it is kept for the failure. A signal is passed on:
 * from a terminal the child has it already, and takes the second one as the same (server/start.ts). The
 * channel tells a foreground child when this process dies without a word.
 */
function run(command, args, env, foreground = false) {
  return new Promise((resolve, reject) => {
    const stdio = foreground ? ["inherit", "inherit", "inherit", "ipc"] : ["ignore", "pipe", "pipe"];
    const child = spawn(command, args, { cwd: foreground ? process.cwd() : root, env, stdio });
    let output = "";
    let asked;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    const started = Date.now();
    const beat = setInterval(() => foreground || say(`  still at it (${Math.round((Date.now() - started) / 1000)} s)`), 15_000);
    const forward = (signal) => {
      asked = signal;
      child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    child.once("error", (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once("close", (code, signal) => {
      clearInterval(beat);
      for (const each of signals) process.off(each, forward);
      if (!foreground && asked) process.exit(128 + constants.signals[asked]);
      resolve({ code: code ?? 128 + constants.signals[signal], output });
    });
  });
}

/** One process at a time changes node_modules; the lock of a process that is gone is taken over. */
async function alone(work) {
  const lock = path.join(root, ".data/install.lock");
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let told = false; !take(lock); told = true) {
    if (!told) say("Another start is installing the packages; waiting for it");
    await pause(500);
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  await work();
  process.off("exit", release);
  release();
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw new Error(`${path.dirname(lock)} is not writable (${error.code}): run this as its owner.`);
  }
  const holder = Number(existsSync(lock) && readFileSync(lock, "utf8"));
  if (!holder || !isAlive(holder)) rmSync(lock, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function say(line) {
  if (!quiet) process.stdout.write(`${line}\n`);
}

function readJson(name) {
  return existsSync(name) ? JSON.parse(readFileSync(name, "utf8")) : undefined;
}
