/** Why a renewal by the certificate itself was refused, as an administrator reads it who was not there. */
interface Words {
  readonly what: string;
  /** What to do about it, です・ます. */
  readonly remedy: string;
  /** It will pass by itself: no one has to be warned of it. */
  readonly harmless?: true;
}

const words: Readonly<Record<string, Words>> = {
  RENEWAL_TOO_EARLY: {
    what: "更新できる期間の前",
    remedy: "対応は不要です。更新できる期間になると、連携ソフトが改めて更新します。",
    harmless: true,
  },
  CERTIFICATE_TOO_YOUNG: {
    what: "発行されたばかり",
    remedy: "対応は不要です。新しい証明書はすでにこの端末で使われています。",
    harmless: true,
  },
  CERTIFICATE_EXPIRED: {
    what: "期限切れの証明書での接続",
    remedy:
      "期限切れの証明書では更新できません。新しい証明書をダウンロードし（まだなければ「証明書更新」をおこない）、端末に設定してください。",
  },
  CERTIFICATE_REVOKED: {
    what: "失効した証明書での接続",
    remedy:
      "端末に以前の証明書が残っています。新しい証明書をダウンロードし、端末に設定してください。心当たりのない接続元の場合は、サポート窓口にお問い合わせください。",
  },
  TENANT_STOPPED: { what: "テナントの停止中", remedy: "再開の後、連携ソフトを起動し直してください。" },
  CERTIFICATE_KIND_NOT_RENEWABLE: {
    what: "更新対象外の種別",
    remedy: "「新規発行申請」でclientの証明書を発行し、期限が切れる前に端末の証明書を置き換えてください。",
  },
  CERTIFICATE_NOT_ACTIVE: { what: "利用中でない証明書", remedy: "証明書の状態を確認し、新しい証明書を端末に設定してください。" },
  CERTIFICATE_SUPERSEDED: {
    what: "更新済みの証明書での更新",
    remedy: "新しい証明書は別の端末で使われています。この端末にも新しい証明書を設定してください。",
  },
  RENEWAL_LINK_GONE: {
    what: "受け取り先の期限切れ",
    remedy: "連携ソフトを起動し直してください。繰り返す場合は、新しい証明書をここからダウンロードし、端末に設定してください。",
  },
  RENEWALS_BUSY: { what: "更新の集中", remedy: "連携ソフトを起動し直してください。", harmless: true },
  DATABASE_AWAY: { what: "データベースの停止", remedy: "連携ソフトを起動し直してください。", harmless: true },
  CSR_INVALID: { what: "証明書署名要求(CSR)の誤り", remedy: "端末のEST設定を確認し、CSRを作り直してください。" },
  CSR_SUBJECT_DIFFERS: {
    what: "証明書署名要求(CSR)の主体者の相違",
    remedy: "端末のEST設定で、主体者を今の証明書と同じものにしてください。",
  },
  CSR_KEY_NOT_ALLOWED: {
    what: "証明書署名要求(CSR)の鍵の種類",
    remedy: "端末のEST設定で、鍵をRSA 2048ビットにしてください。",
  },
  CSR_KEY_SAME: {
    what: "証明書署名要求(CSR)の鍵の使い回し",
    remedy: "端末のEST設定で、更新のたびに新しい鍵を作るようにしてください。",
  },
};

const unknown: Words = {
  what: "その他の理由",
  remedy: "「証明書更新」をおこない、ダウンロードした新しい証明書を端末に設定してください。",
};

/** A reason of a later portal has a remedy, too. */
export function renewalReason(reason: string): Words {
  return Object.hasOwn(words, reason) ? (words[reason] ?? unknown) : unknown;
}

/** For the tenant log. */
export const renewalReasonLabels: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(words).map(([reason, { what }]) => [reason, what]),
);
