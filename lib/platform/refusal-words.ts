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
    // Vendors' and operators' are renewed, but by a person (PRODUCT.md §3).
    sentence: ({ commonName = "この証明書", kind }) =>
      kind === "vendor" || kind === "operator"
        ? `${commonName}は、この方法では更新できません。このサイトにログインし、「証明書管理」から証明書を選択して更新してください。`
        : `${commonName}は更新対象外の証明書です。「新規発行申請」でclientの証明書を発行し、そちらに置き換えてください。`,
  },
  CERTIFICATE_TOO_YOUNG: {
    status: 409,
    sentence: "この証明書は発行されたばかりのため、まだ更新できません。この証明書をそのままお使いください。",
  },
  CERTIFICATE_NOT_ACTIVE: {
    status: 409,
    sentence: "この証明書は利用中ではないため、操作できません。一覧で状態を確認してください。",
  },
  RENEWAL_TOO_EARLY: {
    status: 403,
    sentence: (facts) =>
      `この証明書は、まだ更新できません。更新できるのは、有効期限の${facts.days ?? ""}日前からです。それまでは今の証明書をお使いください。`,
  },
  RENEWAL_LINK_GONE: {
    status: 403,
    sentence: "この証明書の受け取り先は、期限が切れているか、別の証明書のものです。もう一度、更新からやり直してください。",
  },
  RENEWALS_BUSY: { status: 503, sentence: "ただいま更新が集中しています。1分ほど待ってから、もう一度お試しください。" },
  CERTIFICATE_SUPERSEDED: {
    status: 403,
    sentence: "この証明書は更新済みで、新しい証明書がすでに発行されています。新しい証明書で接続してください。",
  },
  CERTIFICATE_KEY_ELSEWHERE: {
    status: 409,
    sentence:
      "この証明書の秘密鍵は端末で作られたため、ここからはダウンロードできません。端末にある証明書を使うか、新規発行申請をおこなってください。",
  },
  CSR_INVALID: {
    status: 400,
    sentence: "証明書署名要求(CSR)を読み取れないか、署名が正しくありません。作り直してから、もう一度送信してください。",
  },
  CSR_TYPE_WRONG: {
    status: 415,
    sentence: "証明書署名要求(CSR)は、Content-Typeをapplication/pkcs10とし、Base64で送信してください。",
  },
  CSR_SUBJECT_DIFFERS: {
    status: 400,
    sentence: (facts) =>
      `証明書署名要求(CSR)の主体者が、提示された証明書と異なります。主体者を${facts.subject ?? "提示された証明書と同じもの"}とし、同じ順で作り直してください。`,
  },
  CSR_KEY_NOT_ALLOWED: {
    status: 400,
    sentence: "証明書署名要求(CSR)の鍵の種類または長さは使えません。RSA 2048ビットの鍵で作り直してください。",
  },
  CSR_KEY_SAME: {
    status: 400,
    sentence: "証明書署名要求(CSR)の鍵は、この証明書の更新ですでに使われています。新しい鍵を作り、もう一度送信してください。",
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
  BODY_TOO_LARGE: {
    status: 413,
    sentence:
      "送信された内容が大きすぎるため、読み取りませんでした。プログラムの設定を確認し、内容を減らしてからもう一度送信してください。",
  },
  INPUT_INVALID: { status: 400, sentence: "入力内容に誤りがあります。各項目の説明を確認して、もう一度入力してください。" },
  PASSWORD_WRONG: { status: 400, sentence: "現在のパスワードが違います。もう一度入力してください。" },
  PASSWORD_TOO_SHORT: { status: 400, sentence: (facts) => `新しいパスワードは${facts.minimum}文字以上で入力してください。` },
  PASSWORD_TOO_LONG: { status: 400, sentence: (facts) => `新しいパスワードは${facts.maximum}文字以内で入力してください。` },
  PASSWORD_COMMON: {
    status: 400,
    sentence:
      "推測されやすいパスワードです。よく使われるパスワード、ログインIDを含むもの、同じ文字の繰り返しは使えません。別のパスワードを入力してください。",
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
  PROOF_REQUIRED: {
    status: 403,
    sentence: "安全のため、パスワードをもう一度入力してください。前回の確認から10分以上たっています。",
  },
  PROOF_WRONG: { status: 400, sentence: "パスワードが違います。ログインに使うパスワードをもう一度入力してください。" },
  VISIT_REQUIRED: { status: 403, sentence: "このテナントに入る手続きが必要です。一覧から選び直してください。" },
  VISIT_REASON_REQUIRED: {
    status: 400,
    sentence: "テナントに入る理由が入力されていません。テナントの方が読んで分かるように、理由を入力してください。",
  },
  CLINIC_CERTIFICATE_REQUIRED: {
    status: 403,
    sentence:
      "この操作には、このテナント自身のクライアント証明書が必要です。ベンダーの証明書ではおこなえません。ブラウザを開き直し、テナントの証明書を選択してください。",
  },
  CODE_REQUIRED: { status: 401, sentence: "認証コードの入力が必要です。認証アプリに表示された6桁の数字を入力してください。" },
  CODE_WRONG: {
    status: 401,
    sentence:
      "認証コードが違います。認証アプリに表示されている新しい6桁の数字、または未使用のリカバリーコードを入力してください。",
  },
  CODE_ALREADY_SET: { status: 409, sentence: "認証アプリはすでに登録されています。変更するときは、先に登録を解除してください。" },
  PASSWORD_NOT_MIXED: {
    status: 400,
    sentence: "新しいパスワードには、英字・数字・記号をすべて混ぜて入力してください。",
  },
  USER_CHANGED: {
    status: 409,
    sentence:
      "このユーザは、画面を開いたあとに他の人が変更しました。画面を開き直し、いまの内容を確認してから、もう一度操作してください。",
  },
  USER_LAST_ADMINISTRATOR: {
    status: 409,
    sentence: "利用中の管理者が他にいないため、停止や権限の変更はできません。先に別のユーザを管理者にしてください。",
  },
  USER_SELF: { status: 409, sentence: "ご自分に対してこの操作はできません。他の管理者に依頼してください。" },
  HAND_OUT_GONE: {
    status: 410,
    sentence:
      "このファイルはすでに受け取り済みか、期限が切れています。ユーザのパスワードを再設定すると、新しいファイルを受け取れます。",
  },
  VENDOR_UNKNOWN: {
    status: 404,
    sentence: "このORCAMO IDのベンダーは見つかりません。ベンダーにORCAMO ID（vと数字8桁）を確認してください。",
  },
  TENANT_UNKNOWN: {
    status: 404,
    sentence: (facts) => `ORCAMO ID ${facts.orcamoId} のテナントは見つかりません。ORCAMO IDを確認して、入力し直してください。`,
  },
  TENANT_CHANGED: {
    status: 409,
    sentence:
      "このテナントは、画面を開いたあとに他の人が変更しました。画面を開き直し、いまの内容を確認してから、もう一度操作してください。",
  },
  TENANT_CLOSED: { status: 409, sentence: "このテナントは解約されています。解約したテナントに対する操作はできません。" },
  TENANT_NOT_ACTIVE: {
    status: 409,
    sentence: "このテナントは停止されているため、操作できません。先にテナントを再開してください。",
  },
  TENANT_NOT_STOPPED: { status: 409, sentence: "利用中のテナントは解約できません。先にテナントを停止してください。" },
  TENANT_OWN: {
    status: 409,
    sentence: "運用者自身の組織は停止も解約もできません。別のテナントを選び直してください。",
  },
  ENTRY_CHANGED: {
    status: 409,
    sentence:
      "この内容は、画面を開いたあとに他の人が変更しました。画面を開き直し、いまの内容を確認してから、もう一度操作してください。",
  },
  DATABASES_OFF: {
    status: 503,
    sentence:
      "データベースのインポートとダンプは、まだ準備ができていません。ORCAサポートセンタに、稼働状況の確認を依頼してください。",
  },
  DATABASES_AWAY: {
    status: 503,
    sentence: "ただいま日レセのデータベースに接続できません。しばらく待ってから、もう一度お試しください。",
  },
  DATABASE_NOT_READY: {
    status: 409,
    sentence: "このテナントのデータベースは準備中です。数分待ってから、もう一度お試しください。",
  },
  DATABASE_IN_USE: {
    status: 409,
    sentence: (facts) =>
      `データベースが使用中のため、切り替えられませんでした（${facts.who}）。何も変わっていません。日レセを終了してから、もう一度お試しください。`,
  },
  STORAGE_FULL: {
    status: 507,
    sentence: "保存場所の空きが足りません。何も失われていません。ORCAサポートセンタに連絡してください。",
  },
  STORAGE_AWAY: {
    status: 503,
    sentence: "ただいまファイルの保存場所に接続できません。しばらく待ってから、もう一度お試しください。",
  },
  UPLOAD_EMPTY: { status: 400, sentence: "ダンプファイルが空です。ファイルを作成し直してから、もう一度選択してください。" },
  UPLOAD_TOO_LARGE: {
    status: 413,
    sentence: (facts) => `ダンプファイルが大きすぎます（上限${facts.gigabytes}GB）。ORCAサポートセンタに相談してください。`,
  },
  // Not 409: the sender in the browser tries that again, for minutes.
  UPLOAD_QUOTA: {
    status: 507,
    sentence: (facts) =>
      `アップロード済みのファイルの合計が上限（${facts.gigabytes}GB）を超えます。不要なファイルを取り消してから、もう一度お試しください。`,
  },
  UPLOADS_TOO_MANY: {
    status: 507,
    sentence: "アップロード済みのファイルの数が上限（50個）です。不要なファイルを取り消してから、もう一度お試しください。",
  },
  UPLOAD_GONE: {
    status: 410,
    sentence: "このファイルは、保存期間が過ぎたか取り消されたため、もうありません。もう一度アップロードしてください。",
  },
  UPLOAD_NOT_WHOLE: {
    status: 409,
    sentence: "ファイルのアップロードが終わっていません。同じファイルを選択して、続きからアップロードしてください。",
  },
  UPLOAD_OTHER_FILE: {
    status: 409,
    sentence:
      "途中までアップロードしたファイルと違うファイルが選択されています。同じファイルを選択するか、取り消して始めからアップロードしてください。",
  },
  UPLOAD_HASH_DIFFERS: {
    status: 409,
    sentence: "届いたファイルが、元のファイルと一致しません（通信またはディスクの異常）。もう一度アップロードしてください。",
  },
  UPLOAD_BUSY: {
    status: 423,
    sentence:
      "このファイルは、別の画面からアップロードしています。その画面で続けるか、閉じてから20秒ほど待って、もう一度お試しください。",
  },
  UPLOADS_BUSY: {
    status: 503,
    sentence: "ただいまアップロードが混み合っています。しばらく待ってから、もう一度お試しください。",
  },
  UPLOAD_MOVED: {
    status: 409,
    sentence:
      "アップロードの続きの位置が変わりました。画面を開き直し、同じファイルを選択して、続きからアップロードしてください。",
  },
  IMPORT_RUNNING: {
    status: 409,
    sentence:
      "このテナントでは、すでにインポートを実行しています。終わるのを待つか、キャンセルしてから、もう一度実行してください。",
  },
  IMPORT_SCHEDULED: {
    status: 409,
    sentence: "このテナントには、すでに予約したインポートがあります。先にその予約をキャンセルしてください。",
  },
  IMPORT_NAME_WRONG: {
    status: 400,
    sentence: "入力したテナントの名称が違います。画面に表示されている名称をそのまま入力してください。",
  },
  IMPORT_TIME_PAST: { status: 400, sentence: "予約の日時が過ぎています。これからの日時を入力してください。" },
  IMPORT_TIME_DAY: {
    status: 400,
    sentence: "本番インポートを予約できるのは、19時から翌朝6時までです。この間の時刻を入力してください。",
  },
  IMPORT_TIME_FAR: { status: 400, sentence: "予約できるのは14日先までです。それまでの日時を入力してください。" },
  IMPORT_TOO_LATE_TO_CANCEL: {
    status: 409,
    sentence: "このインポートは切り替えが始まっているか、すでに終わっているため、キャンセルできません。",
  },
  IMPORT_VERSION_DIFFERS: {
    status: 409,
    sentence: (facts) =>
      `選択したPostgreSQLのバージョン（${facts.stated}）は、ファイルのもの（${facts.found}）と違います。「自動判定」を選択してください。`,
  },
  ROLLBACK_NOT_POSSIBLE: {
    status: 409,
    sentence: "元に戻せるデータベースがありません。保存期間（14日）が過ぎたか、そのあとに別のインポートがおこなわれています。",
  },
  DUMP_LIMIT: {
    status: 409,
    sentence: "DBダンプ数の上限が5個となります。上限を超えている場合は削除ボタンより削除をおこなってください。",
  },
  DUMP_RUNNING: { status: 409, sentence: "すでにダンプを実行しています。終わるのを待ってから、もう一度実行してください。" },
  DUMP_NOT_DONE: {
    status: 409,
    sentence: "このダンプはダウンロードできません。状態が「ダンプ済み」のダンプを選択してください。",
  },
  DUMP_LINK_GONE: {
    status: 410,
    sentence: "このダウンロード用のリンクは無効です（有効期間は1時間）。DBダンプの画面から、もう一度ダウンロードしてください。",
  },
  DOWNLOADS_BUSY: {
    status: 503,
    sentence: "ただいまダウンロードが混み合っています。ほかのダウンロードが終わってから、もう一度お試しください。",
  },
  DATABASE_AWAY: { status: 503, sentence: "ただいまデータベースに接続できません。しばらく待ってから、もう一度お試しください。" },
} as const satisfies Record<RefusalCode, Words>;

export function refusalStatus(code: RefusalCode): number {
  return words[code].status;
}

export function refusalSentence(code: RefusalCode, facts: RefusalFacts = {}): string {
  const { sentence }: Words = words[code];
  return typeof sentence === "string" ? sentence : sentence(facts);
}
