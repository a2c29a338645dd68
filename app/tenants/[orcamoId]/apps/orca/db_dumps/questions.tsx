import { randomUUID } from "node:crypto";
import type { ReactNode } from "react";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmDialog, ConfirmPanel } from "#components/confirm-dialog.tsx";
import type { FormAction } from "#components/form-state.ts";
import { HiddenField } from "#components/hidden-field.tsx";
import type { DumpRow } from "#lib/dumps/queries.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import { cancelDumpAction, removeDumpAction, requestDumpAction } from "./actions.ts";

interface Question {
  readonly trigger: string;
  readonly message: string;
  readonly action: FormAction;
  readonly okLook?: "danger";
  readonly fallback: (orcamoId: string, id: string) => string;
}

const requestMessage = "ダンプを実行します。よろしいですか?";

/** What is asked of a dump: in a dialog, or on a page of its own where no scripts run. */
const questions = {
  remove: {
    trigger: "削除",
    message: "ダンプを削除します。元に戻すことはできません。よろしいですか?",
    action: removeDumpAction,
    okLook: "danger",
    fallback: paths.removeDump,
  },
  cancel: {
    trigger: "キャンセル",
    message: "実行中のダンプをキャンセルします。よろしいですか?",
    action: cancelDumpAction,
    fallback: paths.cancelDump,
  },
} as const satisfies Record<string, Question>;

interface DumpQuestionProps {
  readonly orcamoId: string;
  readonly dump: Pick<DumpRow, "id" | "createdAt">;
  readonly ask: keyof typeof questions;
}

export function DumpDialog({ orcamoId, dump, ask }: DumpQuestionProps) {
  const { trigger, fallback, ...question }: Question = questions[ask];
  const made = formatDateTimeSeconds(dump.createdAt);
  const named = (
    <>
      {trigger}
      <span className="sr-only">（{made}）</span>
    </>
  );
  return (
    <ConfirmDialog {...question} trigger={named} fallbackHref={fallback(orcamoId, dump.id)}>
      <p className="mb-6">作成日: {made}</p>
      <Fields orcamoId={orcamoId} name="id" value={dump.id} />
    </ConfirmDialog>
  );
}

export function DumpPanel({ orcamoId, dump, ask }: DumpQuestionProps): ReactNode {
  const { message, action, okLook }: Question = questions[ask];
  return (
    <ConfirmPanel message={message} action={action} okLook={okLook} cancelHref={paths.dumps(orcamoId)}>
      <p className="mb-6">作成日: {formatDateTimeSeconds(dump.createdAt)}</p>
      <Fields orcamoId={orcamoId} name="id" value={dump.id} />
    </ConfirmPanel>
  );
}

export function RequestDialog({ orcamoId }: { readonly orcamoId: string }) {
  return (
    <ConfirmDialog
      trigger="ダンプ実行"
      look="primary"
      message={requestMessage}
      action={requestDumpAction}
      fallbackHref={paths.newDump(orcamoId)}
    >
      <Fields orcamoId={orcamoId} name="requestId" value={randomUUID()} />
    </ConfirmDialog>
  );
}

export function RequestPanel({ orcamoId }: { readonly orcamoId: string }) {
  return (
    <ConfirmPanel message={requestMessage} action={requestDumpAction} cancelHref={paths.dumps(orcamoId)}>
      <Fields orcamoId={orcamoId} name="requestId" value={randomUUID()} />
    </ConfirmPanel>
  );
}

function Fields({ orcamoId, name, value }: { readonly orcamoId: string; readonly name: string; readonly value: string }) {
  return (
    <>
      <HiddenField name="orcamoId" value={orcamoId} />
      <HiddenField name={name} value={value} />
    </>
  );
}
