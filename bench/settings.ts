import { tmpdir } from "node:os";
import path from "node:path";

/** BENCH_QUICK=1 proves that everything runs, in some two minutes; its figures are rough. */
export const quick = process.env.BENCH_QUICK === "1";

/** Where to leave a CPU profile of the server while it answers 証明書一覧, or renewals; Chromium's developer tools read it. */
export const profileFile = process.env.BENCH_PROFILE;

/** Away from the defaults and from the end-to-end tests, so that neither is in the way. */
export const ports = { https: 38443, http: 38080, forwarder: 38444, inspector: 38445, browser: 38446 } as const;
export const origin = `https://localhost:${ports.https}`;
export const dataDir = path.join(tmpdir(), "portal-bench");

export const sizes = {
  /** Connections of the load generator; each waits for its answer before it asks again. */
  connections: 16,
  loadSeconds: quick ? 3 : 12,
  warmUpPages: quick ? 300 : 2_000,
  pages: quick ? 1_000 : 10_000,
  renewals: quick ? 60 : 400,
  zipCertificates: quick ? 100 : 1_000,
} as const;

/** For the portal and for every program of the bench that uses lib on the portal's data. */
export const portalEnvironment = {
  NODE_ENV: "production",
  PORTAL_DATA_DIR: dataDir,
  PORTAL_PORT: String(ports.https),
  PORTAL_HTTP_PORT: String(ports.http),
  // The forwarder's address, which the browser has in its address bar.
  PORTAL_HOSTS: `localhost:${ports.forwarder}`,
  // Keys that are made in idle time would be counted with whatever is measured then.
  PORTAL_KEY_POOL: "0",
  PORTAL_LOG: "error",
  DATABASE_URL: "",
};
