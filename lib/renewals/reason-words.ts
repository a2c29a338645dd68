import type { CertificateKind } from "../certificates/model.ts";
import { renewalReasonLabels } from "./model.ts";

interface Words {
  readonly what: string;
  /** What to do about it, です・ます. */
  readonly remedy: string;
}

/**
 * Why a renewal by the certificate itself was refused, as an administrator reads it who was not there.
 * @param kind of the certificate: vendors' and operators' are renewed by whoever reads this
 */
export function renewalReason(reason: string, kind?: CertificateKind): Words {
  const onSite = reason === "CERTIFICATE_KIND_NOT_RENEWABLE" && (kind === "vendor" || kind === "operator");
  if (onSite) return { what: "ログインして更新する証明書", remedy: renewHere };
  // These nobody renews: what takes the place of them does also when they are over.
  const replaced = reason === "CERTIFICATE_EXPIRED" && (kind === "api" || kind === "backup");
  const own = <T>(table: Readonly<Record<string, T>>) => (Object.hasOwn(table, reason) ? table[reason] : undefined);
  return {
    what: own(renewalReasonLabels) ?? "その他の理由",
    remedy: replaced ? replaceBy : (own(remedies) ?? renewHere),
  };
}

const replaceBy = "更新対象外の証明書です。「新規発行申請」でclientの証明書を発行し、端末の証明書を置き換えてください。";

const renewHere = "「証明書更新」をおこない、ダウンロードした新しい証明書を端末に設定してください。";

/** These pass by themselves: nobody has to be warned of them. */
export const harmlessReasons: ReadonlySet<string> = new Set(["RENEWAL_TOO_EARLY", "CERTIFICATE_TOO_YOUNG", "RENEWALS_BUSY"]);

/** A reason of a later portal has a remedy, too. */
const remedies: Readonly<Record<string, string>> = {
  RENEWAL_TOO_EARLY: "対応は不要です。更新できる期間になると、連携ソフトが改めて更新します。",
  CERTIFICATE_TOO_YOUNG: "対応は不要です。証明書は更新されたばかりです。必要であれば、端末が時間をおいて改めて更新します。",
  CERTIFICATE_EXPIRED:
    "期限切れの証明書では更新できません。新しい証明書をダウンロードし（まだなければ「証明書更新」をおこない）、端末に設定してください。",
  CERTIFICATE_REVOKED:
    "端末に失効した証明書が残っています。新しい証明書をダウンロードし（なければ「新規発行申請」をおこない）、端末に設定してください。心当たりのない接続元の場合は、サポート窓口にお問い合わせください。",
  TENANT_STOPPED: "再開の後、連携ソフトを起動し直してください。",
  CERTIFICATE_KIND_NOT_RENEWABLE: "「新規発行申請」でclientの証明書を発行し、期限が切れる前に端末の証明書を置き換えてください。",
  CERTIFICATE_NOT_ACTIVE: "証明書の状態を確認し、新しい証明書を端末に設定してください。",
  CERTIFICATE_SUPERSEDED: "新しい証明書がすでに発行されています。この端末にも、新しい証明書を設定してください。",
  RENEWAL_LINK_GONE:
    "連携ソフトを起動し直してください。繰り返す場合は、新しい証明書をここからダウンロードし、端末に設定してください。",
  CSR_INVALID: "端末のEST設定を確認し、CSRを作り直してください。",
  CSR_SUBJECT_DIFFERS: "端末のEST設定で、主体者を今の証明書と同じものにしてください。",
  CSR_KEY_NOT_ALLOWED: "端末のEST設定で、鍵をRSA 2048ビットにしてください。",
  CSR_TYPE_WRONG: "端末のEST設定で、Content-Typeをapplication/pkcs10にしてください。",
  BODY_TOO_LARGE: "要求が長すぎます。連携ソフトまたは端末のEST設定を確認してください。",
  RENEWALS_BUSY: "対応は不要です。連携ソフトが次に起動したとき、改めて更新します。",
  FAILED:
    "連携ソフトを起動し直してください。繰り返す場合は、ここで「証明書更新」をおこない、サポート窓口にお問い合わせください。",
  CSR_KEY_SAME: "端末のEST設定で、更新のたびに新しい鍵を作るようにしてください。",
};
