import { formatDate } from "#lib/platform/format.ts";
import type { RenewalStatus } from "#lib/renewals/status.ts";

interface Advice {
  readonly title: string;
  readonly text: string;
  /** By whoever administers it, signed in: vendors' and operators' (PRODUCT.md §3). */
  readonly onSite: boolean;
}

/** Of a certificate that is not to be renewed here: what is so, and what to do. */
export function adviceFor({ reason, sentence, kind, notAfter }: Pick<RenewalStatus, Said>): Advice {
  const onSite = reason === "CERTIFICATE_KIND_NOT_RENEWABLE" && (kind === "vendor" || kind === "operator");
  if (onSite)
    return {
      title: "この証明書は、この画面では更新できません。",
      text: "このサイトにログインし、「証明書管理」から証明書を選択して更新してください。",
      onSite,
    };
  if (reason === "CERTIFICATE_TOO_YOUNG")
    return {
      title: "お使いの証明書は、発行されたばかりの新しい証明書です。",
      text: `${formatDate(notAfter)} まで使えます。更新の必要はありません。`,
      onSite,
    };
  const early = reason === "RENEWAL_TOO_EARLY";
  return { title: early ? "まだ更新の時期ではありません。" : "この証明書は更新できません。", text: sentence ?? "", onSite };
}

type Said = "reason" | "sentence" | "kind" | "notAfter";
