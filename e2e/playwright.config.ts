import { defineConfig } from "@playwright/test";
import { browser, httpOrigin, origin, ports } from "./portal.ts";

/** One portal for the whole run, started as `npm start` does, in a data directory of its own. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: "../test-results",
  use: {
    baseURL: origin,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    // Chromium trusts our authority only where a test imports it; the journey through the browser's own store does.
    ignoreHTTPSErrors: true,
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    launchOptions: browser,
  },
  webServer: {
    command: `${process.execPath} e2e/serve.ts`,
    cwd: "..",
    url: `${httpOrigin}/healthz`,
    reuseExistingServer: false,
    timeout: 300_000,
    stdout: "pipe",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    env: { PORTAL_PORT: String(ports.https), PORTAL_HTTP_PORT: String(ports.http) },
  },
});
