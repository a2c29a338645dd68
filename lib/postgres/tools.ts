import { existsSync } from "node:fs";
import path from "node:path";
import { execute } from "../platform/execute.ts";
import { installationDirectories } from "./installations.ts";
import { parseVersion, type Version } from "./version.ts";

export type Tool = "pg_dump" | "pg_restore";

export interface FoundTool {
  readonly file: string;
  readonly version: Version;
}

/**
 * A client tool in each version that the machine has, the oldest first; betas are left out. Machines whose database is
 * elsewhere have the client's package alone.
 */
export async function findTools(tool: Tool): Promise<FoundTool[]> {
  const { code, output } = await execute("/bin/sh", ["-c", `command -v ${tool}`]);
  const onPath = code === 0 ? [output.trim()] : [];
  const inside = (await installationDirectories()).map((bin) => path.join(bin, tool));
  const files = [...new Set([...inside, ...onPath])].filter((file) => existsSync(file));
  const found = await Promise.all(files.map(inspect));
  return found
    .filter((each) => each !== undefined)
    .sort((a, b) => a.version.major - b.version.major || b.version.minor - a.version.minor);
}

async function inspect(file: string): Promise<FoundTool | undefined> {
  const { code, output } = await execute(file, ["--version"]);
  const version = code === 0 ? parseVersion(output) : undefined;
  return version && { file, version };
}
