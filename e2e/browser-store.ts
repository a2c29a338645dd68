import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { browser, origin } from "./portal.ts";

export interface StoredBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * A new Chromium, as on a clean machine: the authority and the p12 are imported into its own store (NSS), as a person
 * does, and the browser presents the certificate by itself. Nothing of Playwright's stands in between, and the
 * server's certificate is truly checked.
 */
export async function openStoredBrowser(files: {
  authority: string;
  pkcs12: string;
  passphrase: string;
  /** The certificate of another server that this browser trusts. */
  application?: string;
}): Promise<StoredBrowser> {
  const home = mkdtempSync(path.join(tmpdir(), "portal-browser-"));
  const store = path.join(home, ".pki", "nssdb");
  mkdirSync(store, { recursive: true });
  const nss = (tool: "certutil" | "pk12util", ...args: string[]) =>
    execFileSync(tool, ["-d", `sql:${store}`, ...args], { stdio: "pipe" });
  nss("certutil", "-N", "--empty-password");
  nss("certutil", "-A", "-n", "ca", "-t", "C,,", "-i", files.authority);
  if (files.application) nss("certutil", "-A", "-n", "application", "-t", "P,,", "-i", files.application);
  nss("pk12util", "-i", files.pkcs12, "-W", files.passphrase);
  chooseCertificateUnasked();
  const context = await chromium.launchPersistentContext(path.join(home, "profile"), {
    ...browser,
    env: { HOME: home, PATH: process.env.PATH ?? "", LANG: "ja_JP.UTF-8" },
    baseURL: origin,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(15_000);
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A headless browser cannot show its picker; the policy presses OK on the one certificate that is there. */
function chooseCertificateUnasked(): void {
  const policy = JSON.stringify({ AutoSelectCertificateForUrls: [JSON.stringify({ pattern: origin, filter: {} })] });
  for (const dir of ["/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed"]) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, "portal-e2e.json"), policy);
  }
}
