import { existsSync } from "node:fs";
import { execute, type Outcome } from "#lib/platform/execute.ts";

/** True when this process may install Debian packages. */
export const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Brings the packages in their newest version of the distribution, without a question. Minutes, not seconds. */
export async function installPackages(packages: readonly string[]): Promise<Outcome> {
  const updated = await apt(["update"]);
  const installed = await apt(["install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", ...packages]);
  // A mirror that is half away fails the update and may still have every package.
  return installed.code === 0 ? installed : { code: installed.code, output: updated.output + installed.output };
}

/** The version that the distribution would install, such as `15+248+deb12u2`; undefined before the first update. */
export async function candidateVersion(name: string): Promise<string | undefined> {
  const { output } = await execute("apt-cache", ["policy", name], { env: plain });
  return /Candidate: (\d\S*)/.exec(output)?.[1];
}

export async function refreshPackageLists(): Promise<Outcome> {
  return apt(["update"]);
}

export async function isInstalled(name: string): Promise<boolean> {
  const { output } = await execute("dpkg-query", ["-W", "-f=$" + "{Status}", name], { env: plain });
  return output.includes("install ok installed");
}

/** Debian's own tools only, and their English output, which is read here. */
const plain: NodeJS.ProcessEnv = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  HOME: "/root",
  NODE_ENV: "production",
};

function apt(args: readonly string[]): Promise<Outcome> {
  const env = { ...plain, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l" };
  return execute("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=180", ...args], { env });
}
