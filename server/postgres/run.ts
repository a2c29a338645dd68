import { existsSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execute, lastWords } from "#lib/platform/execute.ts";
import type { Installation } from "#lib/postgres/installations.ts";
import { type Account, droppedTo } from "#lib/postgres/os-account.ts";
import { StartFailure } from "#server/start/failure.ts";

/** The port of the server that runs on this cluster, also one that a killed portal left; undefined when none does. */
export function runningPort(directory: string): number | undefined {
  const file = path.join(directory, "postmaster.pid");
  if (!existsSync(file)) return;
  const [pid, , , port] = readFileSync(file, "utf8").split("\n").map(Number);
  const name = pid ? processName(pid) : undefined;
  if (name?.includes("postgres")) return port;
  // After a restart of the machine the number may be another program's, which PostgreSQL would take for itself. The
  // file of a number that is free stays: with it PostgreSQL makes sure that no child of the dead server lives on.
  if (name) rmSync(file);
  return;
}

/** Starts the server, detached from the terminal: Ctrl-C reaches the portal alone, which then stops it. */
export async function startServer(
  directory: string,
  installation: Installation,
  account: Account | undefined,
  settings: Readonly<Record<string, string | number>>,
): Promise<void> {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const log = path.join(directory, "startup.log");
  const args = ["start", "-D", directory, "-w", "-t", "300", "-l", log, "-o", options.join(" ")];
  // The children of a server that was killed need a moment to go; until then a new one refuses.
  for (const delay of [500, 1_000, 2_000, 4_000, 0]) {
    const started = await execute(path.join(installation.bin, "pg_ctl"), args, droppedTo(account));
    if (started.code === 0) return;
    if (delay === 0) throw new StartFailure(`PostgreSQL did not start; ${log} says:\n${logOf(log) || lastWords(started)}`);
    await pause(delay);
  }
}

/** Fast: clients are disconnected and open transactions rolled back; nothing committed is lost. */
export async function stopServer(directory: string, installation: Installation, account: Account | undefined): Promise<void> {
  const args = ["stop", "-D", directory, "-m", "fast", "-w", "-t", "60"];
  await execute(path.join(installation.bin, "pg_ctl"), args, droppedTo(account));
}

/** Whether something takes TCP connections on a port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, "127.0.0.1");
    probe.once("connect", () => resolve(true)).once("error", () => resolve(false));
    probe.once("connect", () => probe.destroy());
  });
}

/** The wished port when it is free, otherwise one that is. */
export async function freePort(wished: number): Promise<number> {
  return (await tryPort(wished)) ?? (await tryPort(0)) ?? wished;
}

/** Contains `postgres` or another program's name; undefined or empty when no process has the number. */
function processName(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return;
  }
  if (!existsSync("/proc/self/stat")) return "postgres";
  // "17 (postgres) S …": a Z is dead, and stays on the list where a container's first process never asks for it.
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "latin1") : "";
  return / Z /.test(stat) ? "defunct" : stat;
}

function logOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n") : "";
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
