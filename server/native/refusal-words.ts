/** What the edge itself refuses, before any page of the portal runs. */
export type EdgeRefusal =
  | "CERTIFICATE_REQUIRED"
  | "CERTIFICATE_EXPIRED"
  | "CERTIFICATE_REVOKED"
  | "CERTIFICATE_FOREIGN"
  | "TENANT_STOPPED"
  | "REQUEST_FORGED"
  | "REQUEST_MALFORMED"
  | "METHOD_NOT_ALLOWED"
  | "BODY_TOO_LARGE"
  | "HOST_UNKNOWN"
  | "NOT_FOUND"
  | "DATABASE_AWAY"
  | "FAILED";

export interface RefusalWords {
  readonly status: number;
  readonly title: string;
  readonly cause: string;
  /** What to do, one step a line. */
  readonly steps: readonly string[];
  /** Whether the import guide and the CA certificate help here. */
  readonly guide: boolean;
}

export const refusalWords = {
  CERTIFICATE_REQUIRED: {
    status: 403,
    title: "クライアント証明書が必要です",
    cause: "このサイトは、クライアント証明書を取り込んだ端末からご利用いただけます。今回の接続では証明書が提示されませんでした。",
    steps: [
      "お手元の証明書(p12ファイル)とパスワードを用意し、「証明書のインポート手順」のとおりに取り込んでください。",
      "取り込み済みの場合は、ブラウザをすべて閉じてから開きなおし、証明書の選択画面で証明書を選んで「OK」を押してください。",
      "証明書をお持ちでない場合は、貴院のテナント管理者、または下記の窓口へご連絡ください。",
    ],
    guide: true,
  },
  CERTIFICATE_EXPIRED: {
    status: 403,
    title: "証明書の有効期限が切れています",
    cause: "提示されたクライアント証明書は有効期限を過ぎているため、ご利用いただけません。",
    steps: [
      "有効な証明書を取り込んだ別の端末がある場合は、その端末で「証明書管理」を開き、更新した証明書をダウンロードして、この端末に取り込んでください。",
      "更新済みの証明書を取り込んである場合は、ブラウザをすべて閉じてから開きなおし、有効期限の新しい証明書を選んでください。",
      "有効な証明書を取り込んだ端末がない場合は、下記の窓口へご連絡ください。",
    ],
    guide: true,
  },
  CERTIFICATE_REVOKED: {
    status: 403,
    title: "証明書は失効しています",
    cause: "提示されたクライアント証明書は失効の手続きがされているため、ご利用いただけません。",
    steps: [
      "新しい証明書を受け取っている場合は、それを取り込み、ブラウザをすべて閉じてから開きなおして、新しい証明書を選んでください。",
      "失効の理由に心当たりがない場合や、新しい証明書が必要な場合は、貴院のテナント管理者、または下記の窓口へご連絡ください。",
    ],
    guide: true,
  },
  CERTIFICATE_FOREIGN: {
    status: 403,
    title: "このサイトの証明書ではありません",
    cause: "提示されたクライアント証明書は、このサイトの認証局が発行したものと確認できないため、ご利用いただけません。",
    steps: [
      "ブラウザをすべて閉じてから開きなおし、証明書の選択画面で、発行者が「ca」の証明書を選んでください。",
      "選択画面に該当する証明書がない場合は、「証明書のインポート手順」のとおりに取り込んでください。",
      "証明書をお持ちでない場合は、貴院のテナント管理者、または下記の窓口へご連絡ください。",
    ],
    guide: true,
  },
  TENANT_STOPPED: {
    status: 403,
    title: "この証明書のテナントは現在ご利用いただけません",
    cause: "提示されたクライアント証明書のテナントは、利用が停止されているか、解約されています。",
    steps: [
      "別のテナントの証明書もお持ちの場合は、ブラウザをすべて閉じてから開きなおし、ご利用になるテナントの証明書を選んでください。",
      "停止の理由や再開については、貴院のテナント管理者、または下記の窓口へご連絡ください。",
    ],
    guide: false,
  },
  REQUEST_FORGED: {
    status: 403,
    title: "この操作は受け付けられませんでした",
    cause: "このサイトの画面から送信された操作であることを確認できませんでした。操作は行われていません。",
    steps: [
      "このサイトのTOPを開きなおし、画面のボタンからもう一度操作してください。",
      "繰り返し表示される場合は、ブラウザの拡張機能や中継サーバがOriginヘッダを取り除いていないか、ご確認ください。",
    ],
    guide: false,
  },
  REQUEST_MALFORMED: {
    status: 400,
    title: "アドレスの形式が正しくありません",
    cause: "送信されたアドレスを読み取れませんでした。",
    steps: ["アドレスを確認して、もう一度開いてください。"],
    guide: false,
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: "この操作には対応していません",
    cause: "このアドレスは、送信された種類の操作を受け付けません。",
    steps: ["このサイトのTOPから操作してください。"],
    guide: false,
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: "送信された内容が大きすぎます",
    cause: "一度に受け付けられる大きさを超えているため、読み取りませんでした。操作は行われていません。",
    steps: ["前の画面に戻り、選択や入力を減らしてから、分けて操作してください。"],
    guide: false,
  },
  HOST_UNKNOWN: {
    status: 421,
    title: "このサイトのアドレスではありません",
    cause: "送信されたサーバ名は、このサイトの名前として登録されていません。",
    steps: [
      "ご案内したアドレスを直接入力して、開きなおしてください。",
      "運用者の方は、設定 PORTAL_ORIGIN と PORTAL_HOSTS に、利用者が使うサーバ名があるかをご確認ください。",
    ],
    guide: false,
  },
  NOT_FOUND: {
    status: 404,
    title: "ページが見つかりません",
    cause: "指定されたアドレスのページはありません。",
    steps: ["アドレスを確認するか、このサイトのTOPから開いてください。"],
    guide: false,
  },
  DATABASE_AWAY: {
    status: 503,
    title: "ただいまご利用いただけません",
    cause: "データベースに接続できないため、証明書を確認できませんでした。操作は行われていません。",
    steps: ["1分ほど待ってから、ページを再読み込みしてください。", "長く続く場合は、下記の窓口へご連絡ください。"],
    guide: false,
  },
  FAILED: {
    status: 500,
    title: "処理中に問題が発生しました",
    cause: "予期しない問題のため、処理を完了できませんでした。",
    steps: ["時間をおいて、もう一度お試しください。", "繰り返し表示される場合は、受付番号を添えて下記の窓口へご連絡ください。"],
    guide: false,
  },
} as const satisfies Record<EdgeRefusal, RefusalWords>;
