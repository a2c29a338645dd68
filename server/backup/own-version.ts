import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { execute } from "#lib/platform/execute.ts";
import { packageRoot } from "#server/start/package-root.ts";

/** Which portal this is; the commit where it runs from a clone. */
export async function ownVersion(): Promise<{ version: string; commit?: string }> {
  const { version } = shape.parse(JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")));
  const { code, output } = await execute("git", ["-C", packageRoot, "rev-parse", "HEAD"]);
  return { version, ...(code === 0 && { commit: output.trim() }) };
}

const shape = z.object({ version: z.string() });
