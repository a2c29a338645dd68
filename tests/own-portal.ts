import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { closeDb } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { closeSystemDb } from "#lib/platform/system-db.ts";
import { closeTenantServer } from "#lib/postgres/tenant-server.ts";
import { prepareDatabase } from "#server/start/database.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { prepareData } from "#server/start/prepare-data.ts";

const quiet = () => undefined;

/**
 * A portal as `npm start` makes it, in this process, but for the pages: a data directory with a PostgreSQL of its own and
 * no demo data. One at a time; after it was closed the process knows nothing of it and may open another.
 */
export async function openOwnPortal(dataDir: string): Promise<AsyncDisposable> {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o711);
  Object.assign(process.env, settingsOf(dataDir));
  delete process.env.DATABASE_URL;
  const portal = new AsyncDisposableStack();
  portal.defer(forget);
  await prepareDatabase(env(), portal, quiet);
  portal.defer(async () => {
    await stopJobSender();
    await Promise.all([closeDb(), closeSystemDb(), closeTenantServer()]);
  });
  await prepareData(quiet);
  return portal;
}

/** `npm run portal -- …` or another program of the portal, on a data directory. */
export function runOn(
  dataDir: string,
  args: readonly string[],
  { heard = quiet, more = {} }: { heard?: (child: ChildProcess, text: string) => void; more?: Record<string, string> } = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, args, { cwd: packageRoot, env: { ...process.env, ...settingsOf(dataDir), ...more } });
  return new Promise((resolve) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        heard(child, text);
      });
    }
    // Not "close": a PostgreSQL or a tool that outlives a killed process holds its output open.
    child.once("exit", (code) => resolve({ code, said }));
  });
}

function settingsOf(dataDir: string): Record<string, string> {
  return {
    PORTAL_DATA_DIR: dataDir,
    PORTAL_DEMO: "0",
    PORTAL_LOG: "silent",
    PORTAL_KEY_POOL: "0",
    PORTAL_KEY_ENCRYPTION_KEY_FILE: path.join(dataDir, "keys", "key-encryption-key"),
  };
}

/** Everything that must be one in a process hangs on such a symbol (lib/platform/once.ts). */
function forget(): void {
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (Symbol.keyFor(symbol)?.startsWith("orcamo-portal.")) Reflect.deleteProperty(globalThis, symbol);
  }
}
