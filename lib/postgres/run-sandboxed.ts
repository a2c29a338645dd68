import { type ChildProcess, spawn } from "node:child_process";
import { LineReader } from "./line-reader.ts";
import { sandboxAccount } from "./sandbox-account.ts";
import { insideLimits } from "./sandbox-shell.ts";
import { processesOf } from "./session-processes.ts";

export interface SandboxLimits {
  /** Wall clock. */
  readonly deadline: Date;
  /** Resident memory of all processes together, in bytes; one process may address four times as much. */
  readonly memoryBytes: number;
  /** The largest file that it may write; 1 MiB where nothing is said, since what only reads needs none. */
  readonly fileBytes?: number;
}

export interface SandboxRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to a clean environment. */
  readonly env: NodeJS.ProcessEnv;
  /** From `makeJobDirectory`. */
  readonly directory: string;
  readonly limits: SandboxLimits;
  readonly signal: AbortSignal;
  /** Each line of standard output and standard error as it comes. */
  onLine(line: string): void;
  /** What the tool writes need not be UTF-8: pg_restore repeats what the archive says. */
  readonly decode?: (line: Buffer) => string;
}

export interface SandboxEnd {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly endedBy: "itself" | "signal" | "time" | "memory";
  /** The last lines that it wrote. */
  readonly tail: string;
}

const graceMs = 2_000;
const tailLines = 200;

/**
 * Runs a tool on a stranger's file: as the sandbox's user, in a session of its own, with nothing of the portal's
 * environment, within limits of the system, and watched from outside. When this resolves nothing of that session is left
 * (a tool that was taken over could still leave the session: the user it is has no rights to do anything with that); when
 * the portal dies first, it dies with it (`sandbox-shell.ts`).
 */
export async function runSandboxed(run: SandboxRun): Promise<SandboxEnd> {
  const account = await sandboxAccount();
  if (run.signal.aborted) return { code: null, endedBy: "signal", tail: "" };
  const { command, args } = insideLimits(run.command, run.args, run.limits, account !== undefined);
  const child = spawn(command, args, {
    ...account,
    cwd: run.directory,
    env: { ...cleanEnvironment(run.directory), ...run.env },
    detached: true,
    // Standard input is the life line, which closes when this process ends; the tool itself gets none.
    stdio: ["pipe", "pipe", "pipe"],
  });
  const tail: string[] = [];
  const readers = [child.stdout, child.stderr].map((stream) => readLines(stream, run, tail));
  const watch = watchOver(child, run);
  try {
    const code = await ended(child);
    killAll(child.pid, "SIGKILL");
    for (const reader of readers) reader.end();
    return { code, endedBy: watch.cause(), tail: tail.join("\n") };
  } finally {
    watch.stop();
  }
}

function cleanEnvironment(directory: string): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", HOME: directory, TMPDIR: directory };
}

function readLines(stream: NodeJS.ReadableStream, { onLine, decode }: SandboxRun, tail: string[]): LineReader {
  const reader = new LineReader((bytes) => {
    const line = decode ? decode(bytes) : bytes.toString("utf8");
    tail.push(line.slice(0, 2_000));
    if (tail.length > tailLines) tail.shift();
    onLine(line);
  });
  stream.on("data", (chunk: Buffer) => reader.push(chunk));
  return reader;
}

/** Ends the tool for the first of the causes: politely, so that pg_restore cancels what it has begun, then not. */
function watchOver(child: ChildProcess, { limits, signal }: SandboxRun) {
  let cause: SandboxEnd["endedBy"] = "itself";
  let grace: NodeJS.Timeout | undefined;
  const end = (why: SandboxEnd["endedBy"]) => {
    if (cause !== "itself") return;
    cause = why;
    killAll(child.pid, "SIGTERM");
    grace = setTimeout(() => killAll(child.pid, "SIGKILL"), graceMs);
  };
  const onAbort = () => end("signal");
  signal.addEventListener("abort", onAbort, { once: true });
  const everySecond = setInterval(() => {
    if (Date.now() >= limits.deadline.getTime()) end("time");
    else if (child.pid && memoryOf(child.pid) > limits.memoryBytes) end("memory");
  }, 1_000);
  const stop = () => {
    clearInterval(everySecond);
    clearTimeout(grace);
    signal.removeEventListener("abort", onAbort);
  };
  return { stop, cause: () => cause };
}

function memoryOf(session: number): number {
  return processesOf(session).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @returns the exit code. What outlives the first process must not keep its pipes, and so this call, open. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => killAll(child.pid, "SIGKILL"));
    child.once("close", (code) => resolve(code));
    // The life line breaks when the tool ends before it was read.
    child.stdin?.on("error", () => undefined);
  });
}

function killAll(session: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
  if (session === undefined) return;
  const others = processesOf(session).map(({ pid }) => pid);
  for (const target of [-session, ...others]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended.
    }
  }
}
