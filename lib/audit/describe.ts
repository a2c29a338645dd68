import { encryptionLabels, revocationReasonLabels } from "../certificates/model.ts";
import { dumpKindLabels } from "../dumps/model.ts";
import { entrustmentKindLabels } from "../entrustments/model.ts";
import { importKindLabels } from "../imports/model.ts";
import { audienceLabels } from "../notices/model.ts";
import { formatDateTimeSeconds } from "../platform/format.ts";
import { renewalDoorLabels, renewalReasonLabels } from "../renewals/model.ts";
import { settingLabels } from "../settings/model.ts";
import { describeBrowser, resultLabels } from "../sign-ins/model.ts";
import { identityLabels, overlapChoices, overlapText, tenantKindLabels } from "../tenants/model.ts";
import { passwordPolicyLabels, roleLabels, userStateLabels } from "../users/model.ts";

export interface Described {
  readonly label: string;
  readonly value: string;
  /** What it was before, where it was changed. */
  readonly before?: string;
}

/** 内容: the facts of an entry in the words of the screens, `name.before` and `name.after` as one change. */
export function describeFacts(facts: unknown): Described[] {
  const given = asRecord(facts);
  const names = new Set(Object.keys(given).map((key) => key.replace(/(?:^|\.)(?:before|after)$/, "")));
  return [...names].map((name) => {
    const key = (part: string) => (name === "" ? part : `${name}.${part}`);
    const label = labelOf(name);
    if (!(key("before") in given) && !(key("after") in given)) return { label, value: describe(name, given[name]) };
    return { label, before: describe(name, given[key("before")]), value: describe(name, given[key("after")]) };
  });
}

export interface DescribedActor {
  /** `admin1 日医 太郎`; the portal itself is システム, a certificate alone 証明書の利用者, with the program. */
  readonly who: string;
  /** The ORCAMO ID of the person's organisation. */
  readonly organization: string | undefined;
  readonly address: string;
  readonly certificate: string | undefined;
  readonly serial: string | undefined;
}

/** 操作者 with 接続元IP and 証明書. */
export function describeActor(actor: unknown): DescribedActor {
  const given = asRecord(actor);
  const text = (name: string) => (typeof given[name] === "string" && given[name] !== "" ? given[name] : undefined);
  const person = [text("loginId"), text("name")].filter(Boolean).join(" ");
  // Who has shown a certificate alone is a program, or a person whom nobody knows.
  const nobody = given.standing === "certificate" ? "証明書の利用者" : "システム";
  const program = text("userAgent");
  return {
    // A browser's own words are long, and stand in 内容 where they are of use.
    who: person || `${nobody}${program ? `(${program.startsWith("Mozilla/") ? describeBrowser(program) : program})` : ""}`,
    organization: text("organization"),
    address: text("address") ?? "",
    certificate: text("certificate"),
    serial: text("serial"),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

function describe(name: string, value: unknown): string {
  const known = own(own(valueLabels, name) ?? {}, String(value ?? ""));
  if (known !== undefined) return known;
  if (value === null || value === undefined || value === "") return "未設定";
  if (typeof value === "boolean") return value ? "はい" : "いいえ";
  const text = String(value);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
  return isMoment ? formatDateTimeSeconds(new Date(text)) : text;
}

function labelOf(name: string): string {
  return own(factLabels, name) ?? name;
}

/** A person may have typed `constructor`, which every object has and no page can show. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const factLabels: Readonly<Record<string, string>> = {
  ...settingLabels,
  "": "値",
  address: "接続元IP",
  administrator: "最初のテナント管理者",
  again: "同じセッションでの再取得",
  apiPlan: "API利用プラン",
  audience: "種類",
  backupAt: "バックアップの日時",
  body: "本文",
  bytes: "バイト数",
  cause: "原因",
  certificate: "証明書",
  certificates: "証明書",
  closed: "相手の解約による",
  count: "件数",
  encryption: "暗号方式",
  door: "更新の経路",
  enabled: "自動実行",
  endsAt: "終了",
  entrustments: "終了した委託",
  failure: "異常終了の理由",
  from: "期間(から)",
  generation: "世代",
  id: "管理番号",
  important: "重要",
  keep: "残す数",
  key: "鍵の保管",
  kind: "種別",
  left: "残りのリカバリーコード",
  linkedApps: "連携アプリ",
  loginId: "ログインID",
  loginIds: "ログインID",
  mail: "メール",
  maintenance: "保守",
  medicalId: "医療機関ID",
  method: "本人確認の方法",
  minute: "時刻",
  name: "名称",
  nameKana: "フリガナ",
  nextNumber: "次の証明書の番号",
  note: "備考",
  notAfter: "有効期限",
  number: "番号",
  numbers: "番号",
  organization: "所属組織",
  overlap: "以前の証明書の扱い",
  passwordPolicy: "パスワードの規則",
  person: "確認した相手",
  plan: "利用プラン",
  policy: "パスワードの規則",
  reason: "理由",
  result: "結果",
  role: "権限",
  program: "プログラム",
  repeated: "前回の記録の回数",
  rows: "行数",
  scheduledFor: "予約の日時",
  serial: "シリアル番号",
  serials: "シリアル番号",
  sessionId: "セッション",
  sessions: "終了したセッション",
  sha256: "SHA-256",
  size: "サイズ(バイト)",
  startsAt: "開始",
  state: "状態",
  tables: "テーブル数",
  tenant: "テナント",
  title: "件名",
  tlsVersion: "TLS",
  to: "期間(まで)",
  visits: "退出となった件数",
  years: "保存期間(年)",
};

const valueLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  audience: audienceLabels,
  door: renewalDoorLabels,
  encryption: encryptionLabels,
  kind: { ...tenantKindLabels, ...entrustmentKindLabels, ...dumpKindLabels, ...importKindLabels },
  method: identityLabels,
  overlap: Object.fromEntries(overlapChoices.map((days) => [days ?? 0, overlapText(days)])),
  passwordPolicy: passwordPolicyLabels,
  policy: passwordPolicyLabels,
  // glclient2 says no name, as in ログイン履歴.
  program: { "": "不明" },
  reason: { ...renewalReasonLabels, ...revocationReasonLabels },
  result: { ...resultLabels, all: "すべて" },
  role: roleLabels,
  state: userStateLabels,
};
