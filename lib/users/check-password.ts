import { once } from "../platform/once.ts";
import { Refusal } from "../platform/refusal.ts";
import { type PasswordPolicy, passwordMaximum, passwordMinimum } from "./model.ts";

/**
 * The rules of the tenant for a password that somebody chooses (docs/decisions/009-passwords.md). Passwords are never
 * normalised.
 * @throws Refusal PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_NOT_MIXED, PASSWORD_COMMON
 */
export async function checkNewPassword(password: string, loginId: string, policy: PasswordPolicy): Promise<void> {
  const length = [...password].length;
  if (length < passwordMinimum[policy]) throw new Refusal("PASSWORD_TOO_SHORT", { minimum: passwordMinimum[policy] });
  if (length > passwordMaximum) throw new Refusal("PASSWORD_TOO_LONG", { maximum: passwordMaximum });
  if (policy === "mixed" && !isMixed(password)) throw new Refusal("PASSWORD_NOT_MIXED");
  if (isGuessed(password, loginId) || (await isCommon(password))) throw new Refusal("PASSWORD_COMMON");
}

function isMixed(password: string): boolean {
  return /[a-z]/i.test(password) && /\d/.test(password) && /[^a-z\d]/i.test(password);
}

/** What whoever knows the person and the portal tries first (ASVS 5.0 §6.2.11). */
function isGuessed(password: string, loginId: string): boolean {
  const lower = password.toLowerCase();
  // A login ID of a letter or two stands in many a good password.
  if (loginId.length > 2 && lower.includes(loginId.toLowerCase())) return true;
  const rest = portalWords.reduce((left, word) => left.replaceAll(word, ""), lower);
  return new Set(rest).size < 5;
}

const portalWords = ["orcamo", "orca", "password", "パスワード"];

/**
 * The list has few that are as long as ours must be, so its entries are also looked for two in a row ("password" and
 * "123456"), and with up to six digits or signs around them ("Password2026!"). ASVS 5.0 §6.2.4.
 */
async function isCommon(password: string): Promise<boolean> {
  const common = await commonPasswords();
  const lower = password.toLowerCase();
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const tried = lower.length - core.length <= 6 ? [lower, core] : [lower];
  return tried.some((text) => common.has(text) || isTwoOf(common, text));
}

function isTwoOf(common: ReadonlySet<string>, text: string): boolean {
  for (let at = 1; at < text.length; at++) {
    if (common.has(text.slice(0, at)) && common.has(text.slice(at))) return true;
  }
  return false;
}

/** 49,000 of them, in lower case: loaded when the first password is chosen, and by no browser. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  return once("common-passwords", async () => {
    const { dictionary } = await import("@zxcvbn-ts/language-common");
    return new Set(dictionary["passwords-common"]);
  });
}
