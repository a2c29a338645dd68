export interface Version {
  readonly major: number;
  readonly minor: number;
}

/**
 * The first minor release of each major version whose pg_restore does not run code of the operating-system user from
 * a crafted archive (CVE-2026-116314). Version 14 has a fixed release too; the portal's schema needs 15.
 */
const fixedIn: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 7 };
const oldest = 15;

/** Reads `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`; undefined for a beta or anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /\b(\d{2,})\.(\d+)\b/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Reads the number that `SHOW server_version_num` gives, such as 150020. */
export function versionOfNumber(number: number): Version {
  return { major: Math.floor(number / 10_000), minor: number % 10_000 };
}

/** May carry the portal's own data. */
export function isUsable(version: Version): boolean {
  return version.major >= oldest;
}

/** May also read archives that others made. A major version newer than the table was released after the fix. */
export function isSafe(version: Version): boolean {
  return isUsable(version) && version.minor >= (fixedIn[version.major] ?? 0);
}

/** What an operator must reach from here: `15.20`. */
export function leastSafe(version: Version): string {
  const major = Math.max(version.major, oldest);
  return `${major}.${fixedIn[major] ?? 0}`;
}

export function versionText({ major, minor }: Version): string {
  return `${major}.${minor}`;
}
