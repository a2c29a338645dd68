import { permit } from "../access/permissions.ts";
import { env } from "../platform/env.ts";
import type { Scope } from "../platform/scope.ts";

export interface EnvironmentLine {
  readonly name: string;
  readonly value: string;
}

/** What the portal was started with, as it is in force: to look at, never with a secret in it. */
export function listEnvironment(scope: Scope): EnvironmentLine[] {
  permit(scope, "console:read");
  const e = env();
  const lines: Readonly<Record<string, string | number | undefined>> = {
    PORTAL_ORIGIN: e.origin,
    PORTAL_HOSTS: e.hosts.join(" "),
    PORTAL_BIND: e.bind,
    PORTAL_PORT: e.port,
    PORTAL_HTTP_PORT: e.httpPort,
    AUTH_HOSTS: e.authHosts.join(" ") || "設定なし（プログラムもPORTAL_HOSTSの名前で接続）",
    PORTAL_AUTH_PORT: e.authPort ?? "設定なし（PORTAL_PORTを共用）",
    PORTAL_RENEWAL_ORIGINS: e.renewalOrigins.join(" "),
    PORTAL_PROXY_FROM: e.balancers.join(" "),
    PORTAL_TLS_CERT: e.tlsCertificateFile ?? "設定なし（認証局が発行し、自動で更新）",
    PORTAL_TLS_KEY: e.tlsKeyFile ? "設定あり" : "設定なし（認証局が発行し、自動で更新）",
    PORTAL_CRL_URL: e.crlUrl,
    PORTAL_DATA_DIR: e.dataDir,
    PORTAL_CHECKPOINT_DIR: e.checkpointDir,
    DATABASE_URL: databasePlace(e.databaseUrl),
    PORTAL_DATABASE_POOL: e.databasePool,
    PORTAL_KEY_ENCRYPTION_KEY_FILE: "設定あり",
    PORTAL_RENEWAL_WINDOW_DAYS: e.renewalWindowDays,
    PORTAL_RENEWAL_MINIMUM_AGE_HOURS: e.renewalMinimumAgeHours,
    PORTAL_KEY_POOL: e.keyPoolSize,
    PORTAL_WORKER: e.worker ? 1 : 0,
    PORTAL_DEMO: e.demo ? 1 : 0,
    PORTAL_LOG: e.logLevel,
    PORTAL_BRAND_PRODUCT: e.brand.product,
    PORTAL_BRAND_FOOTER: e.brand.footer,
  };
  return Object.entries(lines).map(([name, value]) => ({ name, value: String(value ?? "") }));
}

/** Host and name alone: user, password and options stay out of sight. */
export function databasePlace(url: string | undefined): string {
  if (url === undefined) return "設定なし（付属のPostgreSQLを使用）";
  const place = URL.parse(url);
  return place?.host ? `${place.host}${place.pathname}` : "設定あり";
}
