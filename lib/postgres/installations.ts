import { existsSync, readdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { execute } from "../platform/execute.ts";
import { isUsable, parseVersion, type Version } from "./version.ts";

/** One PostgreSQL installation with a server. */
export interface Installation {
  readonly bin: string;
  readonly version: Version;
  /** What imports and dumps need and this installation lacks: [] for a system's package with its client. */
  readonly missing: readonly string[];
  readonly origin: "system" | "npm";
}

/** Every PostgreSQL of the system with a server, the newest first; those before 15 and betas too are named. */
export async function findInstallations(): Promise<Installation[]> {
  const found = await Promise.all((await installationDirectories()).map((bin) => inspect(bin, "system")));
  return found.filter((each) => each !== undefined).sort(newestFirst);
}

/** Where PostgreSQL's programs may lie: those of a server, or of the client's package alone. */
export async function installationDirectories(): Promise<string[]> {
  return [...new Set([...(await onPath()), ...inKnownPlaces(), ...(await fromPgConfig())])];
}

/** @returns undefined when the directory holds no server that runs here. */
export async function inspect(bin: string, origin: Installation["origin"]): Promise<Installation | undefined> {
  const needed = ["postgres", "initdb", "pg_ctl"];
  if (!needed.every((tool) => existsSync(path.join(bin, tool)))) return;
  const { code, output } = await execute(path.join(bin, "postgres"), ["--version"]);
  const version = code === 0 ? parseVersion(output) : undefined;
  if (!version) return;
  const missing = ["psql", "pg_dump", "pg_restore"].filter((tool) => !existsSync(path.join(bin, tool)));
  return { bin, version, missing, origin };
}

/** The installation for a cluster: the major version that made it, otherwise the newest one that is usable. */
export function choose(found: readonly Installation[], major: number | undefined): Installation | undefined {
  return found.find(({ version }) => (major === undefined ? isUsable(version) : version.major === major));
}

function newestFirst(a: Installation, b: Installation): number {
  return b.version.major - a.version.major || b.version.minor - a.version.minor;
}

/** A link in a directory of the PATH leads to where the tools beside it lie. */
async function onPath(): Promise<string[]> {
  const { code, output } = await execute("/bin/sh", ["-c", "command -v postgres"]);
  return code === 0 ? [path.dirname(realpathSync(output.trim()))] : [];
}

function inKnownPlaces(): string[] {
  const parents = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
  const nested = parents.flatMap((parent) => list(parent).map((name) => path.join(parent, name, "bin")));
  const versioned = list("/usr").filter((name) => name.startsWith("pgsql-"));
  return [...nested, ...versioned.map((name) => path.join("/usr", name, "bin"))].filter((bin) => existsSync(bin));
}

async function fromPgConfig(): Promise<string[]> {
  const { code, output } = await execute("pg_config", ["--bindir"]);
  return code === 0 && existsSync(output.trim()) ? [realpathSync(output.trim())] : [];
}

function list(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
