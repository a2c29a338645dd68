import { mkdirSync, writeFileSync } from "node:fs";
import { lastWords } from "#lib/platform/execute.ts";
import { findInstallations, type Installation } from "#lib/postgres/installations.ts";
import { isSafe, isUsable, leastSafe, versionText } from "#lib/postgres/version.ts";
import { candidateVersion, installPackages, isInstalled, mayInstall, refreshPackageLists } from "#server/start/apt.ts";
import type { Say } from "#server/start/say.ts";

/**
 * What the system has, after root has brought it to a safe release: none → the distribution's packages, an old one or
 * one without its client → the newest of the same major version. Never fails: what is still missing is said, and the
 * caller falls back on npm's PostgreSQL for the portal's own data.
 *
 * @param major the version that an existing cluster needs; undefined for a new one.
 */
export async function provideInstallations(say: Say, major: number | undefined): Promise<Installation[]> {
  const found = await findInstallations();
  if (found.some((each) => isReady(each) && (major === undefined || each.version.major === major))) return found;
  const old = found.find((each) => (major === undefined ? isUsable(each.version) : each.version.major === major));
  if (!mayInstall) {
    say(shortfall(old ?? found[0]));
    return found;
  }
  const wanted = old?.version.major ?? major ?? (await distributionMajor());
  const packages = [`postgresql-${wanted}`, `postgresql-client-${wanted}`];
  say(
    old
      ? `PostgreSQL ${versionText(old.version)} must be brought up to date: installing ${packages.join(" and ")}`
      : `Installing ${packages.join(" and ")} (apt-get; a minute or two)`,
  );
  await keepDebianFromMakingItsOwnCluster();
  const installed = await installPackages(packages);
  if (installed.code !== 0) say(`That failed; the portal goes on without. apt-get said:\n${lastWords(installed)}`);
  const after = await findInstallations();
  if (!after.some(isReady)) say(shortfall(choose(after, wanted)));
  return after;
}

/** One sentence for the operator: what imports and dumps lack and the command that brings it. */
function shortfall(found: Installation | undefined): string {
  const without = "Until then the portal keeps its own data, but imports and dumps of databases stay off.";
  const command = "apt-get update && apt-get install postgresql postgresql-client";
  if (!found) return `PostgreSQL's server and client tools are missing from this system: run, as root, ${command}. ${without}`;
  if (!isSafe(found.version)) {
    const is = `PostgreSQL ${versionText(found.version)} in ${found.bin} is older than ${leastSafe(found.version)}`;
    return `${is}, whose pg_restore runs code from a crafted archive (CVE-2026-116314): run, as root, ${command}. ${without}`;
  }
  return `PostgreSQL in ${found.bin} lacks ${found.missing.join(", ")}: run, as root, ${command}. ${without}`;
}

function isReady({ version, missing }: Installation): boolean {
  return isSafe(version) && missing.length === 0;
}

function choose(found: readonly Installation[], major: number): Installation | undefined {
  return found.find(({ version }) => version.major === major) ?? found[0];
}

async function distributionMajor(): Promise<number> {
  const known = await candidateVersion("postgresql");
  if (!known) await refreshPackageLists();
  return Number.parseInt(known ?? (await candidateVersion("postgresql")) ?? "15", 10);
}

/** Debian's package makes a cluster of its own on port 5432 unless told otherwise before; an existing set-up stays. */
async function keepDebianFromMakingItsOwnCluster(): Promise<void> {
  if (await isInstalled("postgresql-common")) return;
  mkdirSync("/etc/postgresql-common", { recursive: true });
  writeFileSync("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n");
}
