import { paths } from "#app/_doors/paths.ts";
import { ConfirmDialog, ConfirmPanel } from "#components/confirm-dialog.tsx";
import type { FormAction } from "#components/form-state.ts";
import { HiddenField } from "#components/hidden-field.tsx";
import { cancelImportAction, discardStagingAction, removeUploadAction, rollBackImportAction } from "./actions.ts";

interface Question {
  readonly trigger: string;
  readonly message: string;
  readonly action: FormAction;
  readonly okLook?: "danger";
  readonly fallback: (orcamoId: string, id: string) => string;
  /** The page that it belongs to. */
  readonly back: (orcamoId: string, id: string) => string;
}

/** What is asked of an import or of a file: in a dialog, or on a page of its own where no scripts run. */
const questions = {
  cancel: {
    trigger: "インポートをキャンセル",
    message: "インポートをキャンセルします。現行のデータは変わりません。よろしいですか?",
    action: cancelImportAction,
    fallback: paths.cancelImport,
    back: paths.import,
  },
  rollBack: {
    trigger: "元に戻す",
    message: "インポート前のデータベースに戻します。インポートの後に日レセで入力したデータは、使えなくなります。よろしいですか?",
    action: rollBackImportAction,
    okLook: "danger",
    fallback: paths.rollBackImport,
    back: paths.import,
  },
  discard: {
    trigger: "確認用データベースを削除",
    message: "確認用データベースを削除します。現行のデータとレポートは、そのまま残ります。よろしいですか?",
    action: discardStagingAction,
    fallback: paths.discardStaging,
    back: paths.import,
  },
  removeUpload: {
    trigger: "取り消し",
    message: "アップロードしたファイルを取り消します。続きからのアップロードやインポートは、できなくなります。よろしいですか?",
    action: removeUploadAction,
    okLook: "danger",
    fallback: paths.removeUpload,
    back: paths.upload,
  },
} as const satisfies Record<string, Question>;

interface QuestionProps {
  readonly orcamoId: string;
  readonly id: string;
  readonly ask: keyof typeof questions;
  /** Which one, where a list has many. */
  readonly named?: string;
}

export function ImportDialog({ orcamoId, id, ask, named }: QuestionProps) {
  const { trigger, message, action, okLook, fallback }: Question = questions[ask];
  const label = (
    <>
      {trigger}
      {named !== undefined && <span className="sr-only">（{named}）</span>}
    </>
  );
  return (
    <ConfirmDialog trigger={label} message={message} action={action} okLook={okLook} fallbackHref={fallback(orcamoId, id)}>
      {named !== undefined && <p className="mb-6">{named}</p>}
      <Fields orcamoId={orcamoId} id={id} />
    </ConfirmDialog>
  );
}

export function ImportPanel({ orcamoId, id, ask, named }: QuestionProps) {
  const { message, action, okLook, back }: Question = questions[ask];
  return (
    <ConfirmPanel message={message} action={action} okLook={okLook} cancelHref={back(orcamoId, id)}>
      {named !== undefined && <p className="mb-6">{named}</p>}
      <Fields orcamoId={orcamoId} id={id} />
    </ConfirmPanel>
  );
}

function Fields({ orcamoId, id }: Pick<QuestionProps, "orcamoId" | "id">) {
  return (
    <>
      <HiddenField name="orcamoId" value={orcamoId} />
      <HiddenField name="id" value={id} />
    </>
  );
}
