import type { RefusalCode, RefusalFacts } from "./refusal.ts";

interface Words {
  /** HTTP status (RFC 9110 §15). */
  readonly status: number;
  /** Cause and action, です・ます. */
  readonly sentence: string | ((facts: RefusalFacts) => string);
}

/** What each refusal says to a person. One table: a code without words does not compile. */
const words = {
  NOT_FOUND: { status: 404, sentence: "お探しのものが見つかりません。アドレスを確認するか、一覧から選び直してください。" },
  NOT_PERMITTED: { status: 403, sentence: "この操作をおこなう権限がありません。テナント管理者に依頼してください。" },
  SIGN_IN_REQUIRED: { status: 401, sentence: "ログインが必要です。ログインIDとパスワードを入力してください。" },
  SIGN_IN_FAILED: { status: 401, sentence: "ログインIDまたはパスワードが違います。確認して、もう一度入力してください。" },
  SIGN_IN_THROTTLED: {
    status: 429,
    sentence: (facts) =>
      `ログインの失敗が続いたため、一時的に受け付けを止めています。約${facts.minutes}分後にもう一度お試しください。`,
  },
  SIGN_IN_CERTIFICATE_MISMATCH: {
    status: 403,
    sentence: (facts) =>
      `選択した証明書（O=${facts.organization}）は、このユーザのテナントのものではありません。ブラウザをすべて閉じて開き直し、ご自分のテナントの証明書を選択してください。`,
  },
  SIGN_IN_USER_STOPPED: { status: 403, sentence: "このユーザは停止されています。テナント管理者に再開を依頼してください。" },
  CERTIFICATE_REQUIRED: {
    status: 403,
    sentence: "クライアント証明書が選択されていません。証明書をインポートし、ブラウザを開き直して選択してください。",
  },
  CERTIFICATE_EXPIRED: {
    status: 403,
    sentence: "クライアント証明書の有効期限が切れています。有効な証明書のある端末から新しい証明書を取得してください。",
  },
  CERTIFICATE_REVOKED: {
    status: 403,
    sentence: "このクライアント証明書は失効しています。別の証明書を選択するか、テナント管理者に連絡してください。",
  },
  CERTIFICATE_FOREIGN: {
    status: 403,
    sentence: "この証明書は当サイトのものではありません。配布された証明書を選択してください。",
  },
  CERTIFICATE_KIND_NOT_RENEWABLE: {
    status: 409,
    sentence: (facts) =>
      `${facts.commonName ?? "この証明書"}は更新対象外の証明書です。「新規発行申請」でclientの証明書を発行し、そちらに置き換えてください。`,
  },
  CERTIFICATE_TOO_YOUNG: {
    status: 409,
    sentence: "この証明書は発行されたばかりのため、まだ更新できません。ダウンロードしてご利用ください。",
  },
  CERTIFICATE_NOT_ACTIVE: {
    status: 409,
    sentence: "この証明書は利用中ではないため、操作できません。一覧で状態を確認してください。",
  },
  CERTIFICATE_NOTHING_CHOSEN: {
    status: 400,
    sentence:
      "ダウンロードする証明書が選択されていません。一覧で利用中の証明書にチェックを付けてから、一括ダウンロードを押してください。",
  },
  CERTIFICATE_TOO_MANY_CHOSEN: {
    status: 400,
    sentence: "一度にダウンロードできる件数（1000件）を超えています。検索条件を絞り込んでください。",
  },
  CERTIFICATE_IN_USE: {
    status: 409,
    sentence: "今このログインで使っている証明書は失効できません。別の証明書でログインし直してから操作してください。",
  },
  INPUT_INVALID: { status: 400, sentence: "入力内容に誤りがあります。各項目の説明を確認して、もう一度入力してください。" },
  PASSWORD_WRONG: { status: 400, sentence: "現在のパスワードが違います。もう一度入力してください。" },
  PASSWORD_TOO_SHORT: { status: 400, sentence: (facts) => `新しいパスワードは${facts.minimum}文字以上で入力してください。` },
  PASSWORD_TOO_LONG: { status: 400, sentence: (facts) => `新しいパスワードは${facts.maximum}文字以内で入力してください。` },
  PASSWORD_COMMON: {
    status: 400,
    sentence: "推測されやすいパスワードです。ログインIDを含まない、同じ文字の繰り返しでないものを入力してください。",
  },
  PASSWORD_SAME: { status: 400, sentence: "新しいパスワードが現在のものと同じです。別のパスワードを入力してください。" },
  TENANT_EXISTS: {
    status: 409,
    sentence: (facts) => `ORCAMO ID ${facts.orcamoId} はすでに登録されています。別のIDを指定してください。`,
  },
  LOGIN_ID_TAKEN: {
    status: 409,
    sentence: (facts) => `ログインID ${facts.loginId} はすでに使われています。別のIDを入力してください。`,
  },
  TENANT_STOPPED: { status: 403, sentence: "このテナントは現在利用できません。サポート窓口にお問い合わせください。" },
  REQUEST_FORGED: {
    status: 403,
    sentence: "この画面以外からの操作のため受け付けませんでした。画面を開き直して、もう一度操作してください。",
  },
  HOST_UNKNOWN: { status: 421, sentence: "このアドレスでは提供していません。案内されたアドレスを開いてください。" },
  DATABASE_AWAY: { status: 503, sentence: "ただいまデータベースに接続できません。しばらく待ってから、もう一度お試しください。" },
} as const satisfies Record<RefusalCode, Words>;

export function refusalStatus(code: RefusalCode): number {
  return words[code].status;
}

export function refusalSentence(code: RefusalCode, facts: RefusalFacts = {}): string {
  const { sentence }: Words = words[code];
  return typeof sentence === "string" ? sentence : sentence(facts);
}
