import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { UploadView } from "#lib/uploads/queries.ts";

interface UnfinishedUploadProps {
  readonly orcamoId: string;
  readonly upload: UploadView;
}

/** Why nothing can be imported from this file, and what to do. */
export function UnfinishedUpload({ orcamoId, upload: { id, state, sentence } }: UnfinishedUploadProps) {
  const again = <ButtonLink href={paths.newImport(orcamoId)}>アップロードの画面へ</ButtonLink>;
  return (
    <div className="mt-4">
      {state === "receiving" && (
        <NoticeBanner tone="info" title="アップロードが終わっていません。" actions={again}>
          アップロードの画面で同じファイルを選択すると、続きから送ります。
        </NoticeBanner>
      )}
      {state === "received" && (
        <NoticeBanner
          tone="info"
          title="届いたファイルを確認しています。"
          actions={<ButtonLink href={paths.upload(orcamoId, id)}>最新の状態を表示</ButtonLink>}
        />
      )}
      {state === "failed" && <NoticeBanner tone="error" title={sentence ?? refusalSentence("UPLOAD_GONE")} actions={again} />}
      {state === "removed" && <NoticeBanner tone="error" title={refusalSentence("UPLOAD_GONE")} actions={again} />}
    </div>
  );
}
