import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { dataDir, origin, ports } from "./settings.ts";

export interface HandOut {
  readonly pfx: Buffer;
  readonly passphrase: string;
  readonly loginId: string;
  readonly password: string;
}

/**
 * Starts a production portal on an empty data directory, as `npm start` does, with an inspector for its figures.
 * @param settings beside those of the environment
 */
export async function startPortal(settings: Readonly<Record<string, string>> = {}): Promise<AsyncDisposable> {
  rmSync(dataDir, { recursive: true, force: true });
  const portal = spawn(process.execPath, [`--inspect=127.0.0.1:${ports.inspector}`, "server/start.ts"], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await saysReady(portal);
  return {
    [Symbol.asyncDispose]: async () => {
      portal.kill("SIGTERM");
      if (portal.exitCode === null) await once(portal, "exit");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What start-up left for the administrator of a demo tenant. */
export function administratorOf(orcamoId: string, certificate: string): HandOut {
  const dir = path.join(dataDir, "handout", orcamoId);
  const sheet = readFileSync(path.join(dir, "tenant_admin1.txt"), "utf8");
  const number = certificate.replace(/\D/g, "").padStart(6, "0");
  return {
    pfx: readFileSync(path.join(dir, `${number}_JP_${orcamoId}_${certificate}.p12`)),
    passphrase: readFileSync(path.join(dir, `${certificate}.pass`), "utf8"),
    loginId: written(sheet, "ログインID"),
    password: written(sheet, "パスワード"),
  };
}

function saysReady(portal: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  const listen = (text: string) => {
    said = (said + text).slice(-20_000);
    if (said.includes(`The portal is up: ${origin}`)) resolve();
  };
  portal.stdout?.setEncoding("utf8").on("data", listen);
  portal.stderr?.setEncoding("utf8").on("data", listen);
  portal.once("exit", (code) => reject(new Error(`The portal ended with ${code}:\n${said}`)));
  return promise;
}

function written(sheet: string, label: string): string {
  const found = new RegExp(`^${label}[:：]\\s*(\\S+)\\s*$`, "m").exec(sheet)?.[1];
  if (!found) throw new Error(`The hand-out has no line "${label}".`);
  return found;
}
