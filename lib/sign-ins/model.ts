export const pageSize = 50;

/** What ログイン履歴 calls a reason: short, since it stands in a table. Finer than what the person was told. */
export function reasonLabel(reason: string): string {
  return reasons[reason] ?? reason;
}

const reasons: Readonly<Record<string, string>> = {
  PASSWORD_WRONG: "パスワードの誤り",
  LOGIN_ID_UNKNOWN: "存在しないログインID",
  SIGN_IN_THROTTLED: "失敗が続いたため一時停止中",
  SIGN_IN_USER_STOPPED: "停止中のユーザ",
  SIGN_IN_CERTIFICATE_MISMATCH: "別のテナントの証明書",
  TENANT_STOPPED: "利用できないテナント",
  CERTIFICATE_EXPIRED: "期限切れの証明書",
  CERTIFICATE_REVOKED: "失効した証明書",
  PROOF_WRONG: "ログイン中の確認でのパスワードの誤り",
  CODE_WRONG: "認証コードの誤り",
  CODE_REQUIRED: "認証コードの未入力",
};

export const resultLabels = { success: "成功", failure: "失敗" } as const;

export type Door = "portal" | "api" | "est" | "native";

/** アプリ: where the attempt was made. @param product the brand text; its last word names the portal */
export function doorLabel(door: string, product: string): string {
  return programs[door] ?? product.split(/\s+/).at(-1) ?? product;
}

const programs: Readonly<Record<string, string>> = { api: "証明書更新API", est: "EST", native: "連携アプリ" };

/**
 * An address as the edge writes it, of whatever form a person pastes: IPv6 short and in lower case, without brackets;
 * an IPv4 address in IPv6 clothes as IPv4 (RFC 4291 §2.5.5.2). What is no address stays: nothing has it.
 */
export function plainAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (!bare.includes(":")) return bare;
  const short = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1);
  const clothed = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short ?? "");
  if (!clothed) return short ?? bare;
  return clothed
    .slice(1)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join(".");
}

/** What a person means who looks for a certificate; undefined when nothing was typed. */
export function certificateSought(text: string): { number: number } | { serial: string } | { commonName: string } | undefined {
  const name = text
    .replace(/^cn=/i, "")
    .replace(/,\s*o=.*$/i, "")
    .toLowerCase();
  if (name === "") return undefined;
  const number = /^0*(\d{1,9})$/.exec(name)?.[1];
  if (number) return { number: Number(number) };
  // The kinds `db` and `backup` begin like a hexadecimal number.
  const serial = name.replace(/^0x/, "").replace(/[\s:-]/g, "");
  if (/^[0-9a-f]{10,40}$/.test(serial)) return { serial: serial.padStart(32, "0") };
  return { commonName: name };
}

/** `Chrome 141 / Windows`; a program that is no browser by the beginning of its own words. */
export function describeBrowser(userAgent: string): string {
  if (userAgent === "") return "不明";
  const browser = first(browsers, userAgent);
  const system = first(systems, userAgent);
  if (!browser && !system) return userAgent.slice(0, 60);
  return [browser, system].filter(Boolean).join(" / ");
}

function first(names: readonly (readonly [RegExp, string])[], userAgent: string): string | undefined {
  for (const [pattern, name] of names) {
    const found = pattern.exec(userAgent);
    if (found) return [name, found[1]].filter(Boolean).join(" ");
  }
  return undefined;
}

/** In this order: Edge also calls itself Chrome, and Chrome Safari. */
const browsers = [
  [/Edg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, "Safari"],
] as const;

const systems = [
  [/Windows NT/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
] as const;
