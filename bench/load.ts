import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Load, LoadResult } from "./load-generator.ts";
import { origin, sizes } from "./settings.ts";
import type { Visitor } from "./visitor.ts";

type Amount = { readonly seconds: number } | { readonly amount: number };

/** Asks for one page again and again on kept connections. @throws Error when an answer is not of this status */
export async function load(visitor: Visitor, page: string, status: number, amount: Amount): Promise<LoadResult> {
  const { pfx, passphrase } = visitor.holder;
  const wanted: Load = {
    url: `${origin}${page}`,
    connections: sizes.connections,
    cookie: visitor.cookie,
    pfx: pfx.toString("base64"),
    passphrase,
    ...amount,
  };
  const [command, args] = pinned([process.execPath, path.join(import.meta.dirname, "load-generator.ts")]);
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(wanted));
  const result = JSON.parse(await text(child.stdout)) as LoadResult;
  if (result.failures > 0 || result.statuses[status] !== result.requests) {
    throw new Error(`${page} did not answer ${status} throughout: ${JSON.stringify(result)}`);
  }
  return result;
}

/** On the last core where the system can: the server and its database keep the others. */
export function pinned([command = "", ...args]: string[]): [string, string[]] {
  if (!existsSync("/usr/bin/taskset") || availableParallelism() < 2) return [command, args];
  return ["taskset", ["-c", String(availableParallelism() - 1), command, ...args]];
}
