import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Away from the defaults, so that the tests run beside a portal that somebody is looking at. */
export const ports = { https: 18443, http: 18080, application: 18444, stranger: 18445 } as const;
export const origin = `https://localhost:${ports.https}`;
/** Another application, which the portal lists for its banner, and one that it does not. */
export const applicationOrigin = `https://127.0.0.1:${ports.application}`;
export const strangerOrigin = `https://127.0.0.1:${ports.stranger}`;
export const httpOrigin = `http://localhost:${ports.http}`;

/** The browser that the runner found, quiet about everything that is not asked of it. */
export const browser = {
  executablePath: process.env.PORTAL_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};

/** Made anew by serve.ts at each run. */
export const dataDir = path.join(tmpdir(), "portal-e2e");

export interface HandOut {
  readonly dir: string;
  readonly pkcs12: string;
  readonly passphrase: string;
  readonly loginId: string;
  readonly password: string;
}

/** What start-up left for a demo tenant: the certificate `client21` and the sign-in of `tenant_admin1.txt`. */
function handOut(orcamoId: string, certificate: string, sheet: string): HandOut {
  const dir = path.join(dataDir, "handout", orcamoId);
  const number = certificate.replace(/\D/g, "").padStart(6, "0");
  const text = readFileSync(path.join(dir, `${sheet}.txt`), "utf8");
  return {
    dir,
    pkcs12: path.join(dir, `${number}_JP_${orcamoId}_${certificate}.p12`),
    passphrase: readFileSync(path.join(dir, `${certificate}.pass`), "utf8"),
    ...signInOf(text),
  };
}

/** What a `tenant_admin1.txt` says. */
export function signInOf(text: string): Pick<HandOut, "loginId" | "password"> {
  return { loginId: line(text, "ログインID"), password: line(text, "パスワード") };
}

export const administrator = () => handOut("u00000014", "client21", "tenant_admin1");
export const auditor = () => handOut("u00000014", "client21", "tenant_auditor1");
export const generalUser = () => handOut("u00000014", "client21", "tenant_user1");
export const otherAdministrator = () => handOut("u00000452", "client1423", "tenant_admin1");
export const vendor = () => handOut("v00000001", "vendor401", "vendor_user1");
export const operator = () => handOut("o00000001", "operator402", "operator_user1");

function line(text: string, label: string): string {
  const found = new RegExp(`^${label}[:：]\\s*(\\S+)\\s*$`, "m").exec(text)?.[1];
  if (!found) throw new Error(`No line "${label}" in the hand-out.`);
  return found;
}
