import { hostname } from "node:os";
import path from "node:path";
import { z } from "zod";
import { once } from "./once.ts";

/** Every setting, read once. Nothing else reads process.env; README.md lists them. */
export function env(): Env {
  return once("env", () => readEnv(process.env));
}

export type Env = ReturnType<typeof readEnv>;

/** @throws Error with one sentence per wrong setting, naming the variable and what it takes. */
export function readEnv(source: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const read = schema.safeParse(given);
  if (!read.success) {
    throw new Error(read.error.issues.map((issue) => `Setting ${issue.path.join(".")}: ${issue.message}`).join("\n"));
  }
  const s = read.data;
  const dataDir = path.resolve(s.PORTAL_DATA_DIR);
  const origin = s.PORTAL_ORIGIN ?? `https://localhost${s.PORTAL_PORT === 443 ? "" : `:${s.PORTAL_PORT}`}`;
  const hosts = [...new Set([new URL(origin).host, ...list(s.PORTAL_HOSTS)])];
  const authHosts = list(s.AUTH_HOSTS);
  requireAuthDoor(authHosts, hosts, s);
  const httpOrigin = `http://${new URL(origin).hostname}${s.PORTAL_HTTP_PORT === 80 ? "" : `:${s.PORTAL_HTTP_PORT}`}`;
  return {
    production: s.NODE_ENV === "production",
    logLevel: s.PORTAL_LOG,
    dataDir,
    port: s.PORTAL_PORT,
    httpPort: s.PORTAL_HTTP_PORT,
    bind: s.PORTAL_BIND,
    origin,
    hosts,
    authHosts,
    authPort: s.PORTAL_AUTH_PORT,
    renewalOrigins: list(s.PORTAL_RENEWAL_ORIGINS),
    machine: hostname(),
    balancers: list(s.PORTAL_PROXY_FROM),
    tlsCertificateFile: s.PORTAL_TLS_CERT,
    tlsKeyFile: s.PORTAL_TLS_KEY,
    crlUrl: s.PORTAL_CRL_URL ?? `${httpOrigin}/crl`,
    databaseUrl: s.DATABASE_URL,
    databasePool: s.PORTAL_DATABASE_POOL,
    tenantDatabaseUrl: s.TENANT_DATABASE_URL,
    tenantDatabasePrefix: s.PORTAL_TENANT_DATABASE_PREFIX,
    storageDir: path.resolve(s.PORTAL_STORAGE_DIR ?? path.join(dataDir, "storage")),
    storageBucket: s.PORTAL_S3_BUCKET
      ? {
          bucket: s.PORTAL_S3_BUCKET,
          endpoint: s.PORTAL_S3_ENDPOINT,
          region: s.PORTAL_S3_REGION,
          accessKeyId: s.PORTAL_S3_ACCESS_KEY,
          secretAccessKey: s.PORTAL_S3_SECRET_KEY,
        }
      : undefined,
    jobDir: s.PORTAL_JOB_DIR ? path.resolve(s.PORTAL_JOB_DIR) : undefined,
    uploadMaxBytes: s.PORTAL_UPLOAD_MAX_GB * 1e9,
    uploadQuotaBytes: s.PORTAL_UPLOAD_QUOTA_GB * 1e9,
    importMaxHours: s.PORTAL_IMPORT_MAX_HOURS,
    keyEncryptionKeyFile: s.PORTAL_KEY_ENCRYPTION_KEY_FILE ?? path.join(dataDir, "keys", "key-encryption-key"),
    checkpointDir: s.PORTAL_CHECKPOINT_DIR ? path.resolve(s.PORTAL_CHECKPOINT_DIR) : path.join(dataDir, "checkpoints"),
    sessionIdleMinutes: s.PORTAL_SESSION_IDLE_MINUTES,
    sessionAbsoluteHours: s.PORTAL_SESSION_ABSOLUTE_HOURS,
    signInRetentionYears: s.PORTAL_SIGN_IN_RETENTION_YEARS,
    renewalWindowDays: s.PORTAL_RENEWAL_WINDOW_DAYS ?? (s.DATABASE_URL ? 100 : 1200),
    keyPoolSize: s.PORTAL_KEY_POOL,
    renewalMinimumAgeHours: s.PORTAL_RENEWAL_MINIMUM_AGE_HOURS,
    demo: s.PORTAL_DEMO ?? !s.DATABASE_URL,
    worker: s.PORTAL_WORKER,
    brand: {
      product: s.PORTAL_BRAND_PRODUCT,
      footer: s.PORTAL_BRAND_FOOTER,
      supportName: s.PORTAL_SUPPORT_NAME,
      supportPhone: s.PORTAL_SUPPORT_PHONE,
      supportMail: s.PORTAL_SUPPORT_MAIL,
    },
  } as const;
}

const port = z.coerce.number("a port number, 1 to 65535").int().min(1).max(65535);
const flag = z.enum(["0", "1"], "0 or 1").transform((value) => value === "1");

const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORTAL_LOG: z.enum(["info", "error", "silent"]).default("info"),
  PORTAL_DATA_DIR: z.string().default(".data"),
  PORTAL_PORT: port.default(8443),
  PORTAL_HTTP_PORT: port.default(8080),
  PORTAL_BIND: z.string().default("::"),
  PORTAL_ORIGIN: z
    .url({ protocol: /^https$/, error: "an https:// origin such as https://ctrl.example.jp" })
    .transform((value) => new URL(value).origin)
    .optional(),
  PORTAL_HOSTS: z.string().optional(),
  AUTH_HOSTS: z
    .string()
    .refine(
      (text) => list(text).every((host) => /^[a-z0-9.-]{1,100}(?::\d{1,5})?$/i.test(host)),
      "names such as auth.example.jp or auth.example.jp:9443",
    )
    .optional(),
  PORTAL_AUTH_PORT: port.optional(),
  PORTAL_RENEWAL_ORIGINS: z
    .string()
    .refine(
      (text) => list(text).every((origin) => origin.startsWith("https://") && URL.parse(origin)?.origin === origin),
      "https:// origins such as https://app.example.jp",
    )
    .optional(),
  PORTAL_PROXY_FROM: z.string().optional(),
  PORTAL_TLS_CERT: z.string().optional(),
  PORTAL_TLS_KEY: z.string().optional(),
  PORTAL_CRL_URL: z.url({ protocol: /^http$/, error: "an http:// address (RFC 5280 §8: never https)" }).optional(),
  DATABASE_URL: z.string().optional(),
  PORTAL_DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  TENANT_DATABASE_URL: z.string().optional(),
  PORTAL_TENANT_DATABASE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,19}$/, "at most 20 of a-z, 0-9 and _, a letter first")
    .default("tenant_"),
  PORTAL_STORAGE_DIR: z.string().optional(),
  PORTAL_S3_BUCKET: z.string().optional(),
  PORTAL_S3_ENDPOINT: z.url({ protocol: /^https?$/, error: "an address such as https://s3.example.jp" }).optional(),
  PORTAL_S3_REGION: z.string().default("ap-northeast-1"),
  PORTAL_S3_ACCESS_KEY: z.string().default(""),
  PORTAL_S3_SECRET_KEY: z.string().default(""),
  PORTAL_JOB_DIR: z.string().optional(),
  PORTAL_UPLOAD_MAX_GB: z.coerce.number().positive().max(1000).default(50),
  PORTAL_UPLOAD_QUOTA_GB: z.coerce.number().positive().default(100),
  PORTAL_IMPORT_MAX_HOURS: z.coerce.number().positive().max(48).default(12),
  PORTAL_KEY_ENCRYPTION_KEY_FILE: z.string().optional(),
  PORTAL_CHECKPOINT_DIR: z.string().optional(),
  PORTAL_SESSION_IDLE_MINUTES: z.coerce.number().positive().default(30),
  PORTAL_SESSION_ABSOLUTE_HOURS: z.coerce.number().positive().default(8),
  PORTAL_SIGN_IN_RETENTION_YEARS: z.coerce.number().int().min(5).max(30).default(5),
  PORTAL_RENEWAL_WINDOW_DAYS: z.coerce.number().int().positive().optional(),
  PORTAL_KEY_POOL: z.coerce.number("a number of keys, 0 to 100000").int().min(0).max(100_000).default(1000),
  PORTAL_RENEWAL_MINIMUM_AGE_HOURS: z.coerce.number().min(0).default(24),
  PORTAL_DEMO: flag.optional(),
  PORTAL_WORKER: flag.default(true),
  PORTAL_BRAND_PRODUCT: z.string().default("ORCAMO クラウド管理"),
  PORTAL_BRAND_FOOTER: z.string().default("©日本医師会ORCA管理機構(株)"),
  PORTAL_SUPPORT_NAME: z.string().default("ORCAサポートセンタ"),
  PORTAL_SUPPORT_PHONE: z.string().default(""),
  PORTAL_SUPPORT_MAIL: z.string().default("ginbee-support@orcamo.jp"),
});

/** The address of a renewed file, `https://<host>/api/cert/<43 characters>`, is promised to have at most 200. */
const longestHost = 139;

/** What a request is answered with follows from the name that it names, and a port is one listener's. */
function requireAuthDoor(authHosts: readonly string[], hosts: readonly string[], s: z.infer<typeof schema>): void {
  const names = hosts.map((host) => host.toLowerCase());
  const both = authHosts.find((host) => names.includes(host.toLowerCase()));
  if (both)
    throw new Error(`Setting AUTH_HOSTS: a name that is not the portal's own, as ${both} is (PORTAL_ORIGIN, PORTAL_HOSTS)`);
  const long = [...authHosts, ...hosts].find((host) => host.length > longestHost);
  if (long)
    throw new Error(`Setting AUTH_HOSTS, PORTAL_ORIGIN or PORTAL_HOSTS: at most ${longestHost} characters, unlike ${long}`);
  const { PORTAL_AUTH_PORT: port } = s;
  if (port === undefined) return;
  if (authHosts.length === 0) throw new Error("Setting PORTAL_AUTH_PORT: a port for the names in AUTH_HOSTS, which has none");
  const taken = (["PORTAL_PORT", "PORTAL_HTTP_PORT"] as const).find((name) => s[name] === port);
  if (taken) throw new Error(`Setting PORTAL_AUTH_PORT: another port than ${taken}, or none to share PORTAL_PORT`);
}

function list(value: string | undefined): string[] {
  return (value ?? "").split(/[\s,]+/).filter(Boolean);
}
