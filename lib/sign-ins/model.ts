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
};

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
