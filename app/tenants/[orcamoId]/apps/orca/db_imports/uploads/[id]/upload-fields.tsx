import { DescriptionList } from "#components/description-list.tsx";
import { formatDate, formatDateTime } from "#lib/platform/format.ts";
import type { UploadView } from "#lib/uploads/queries.ts";
import { UploadBadge } from "../../upload-badge.tsx";
import { sizeText } from "../../upload-list.tsx";

export function UploadFields({ upload }: { readonly upload: UploadView }) {
  return (
    <DescriptionList
      items={[
        { term: "ファイル名", value: upload.fileName },
        { term: "状態", value: <UploadBadge state={upload.state} /> },
        { term: "サイズ", value: sizeText(upload) },
        { term: "SHA-256", value: upload.sha256 && <code className="font-mono break-all">{upload.sha256}</code> },
        ...(upload.state === "verified" ? [{ term: "照合", value: comparison(upload) }] : []),
        { term: "アップロードしたユーザ", value: upload.loginId },
        { term: "開始日時", value: formatDateTime(upload.createdAt) },
        { term: "保存期限", value: `${formatDate(upload.expiresAt)}（過ぎると自動で削除されます）` },
      ]}
    />
  );
}

function comparison({ isCompared }: UploadView): string {
  return isCompared
    ? "送信元のブラウザが計算したSHA-256と一致しました。"
    : "最後まで届いたことだけを確認しました。ブラウザではSHA-256を計算していません。インポートの前に、元のファイルのSHA-256が上の値と同じであることを確認してください。";
}
