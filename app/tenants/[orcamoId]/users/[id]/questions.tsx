import { randomUUID } from "node:crypto";
import type { ReactNode } from "react";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmDialog, ConfirmPanel } from "#components/confirm-dialog.tsx";
import type { FormAction } from "#components/form-state.ts";
import { HiddenField } from "#components/hidden-field.tsx";
import type { Scope } from "#lib/platform/scope.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { endAllSessionsAction, removeCodesAction, resetPasswordAction, stopUserAction } from "../actions.ts";
import { UserHidden } from "./user-hidden.tsx";

interface Question {
  readonly trigger: string;
  readonly message: string;
  readonly action: FormAction;
  readonly okLook?: "danger";
  readonly fallback: (orcamoId: string, id: string) => string;
}

/** What is asked before it is done to a user: in a dialog, or on a page of its own where no scripts run. */
const questions = {
  stop: {
    trigger: "停止",
    message: "ユーザを停止します。ログイン中の場合はすぐに終了します。よろしいですか?",
    action: stopUserAction,
    okLook: "danger",
    fallback: paths.stopUser,
  },
  resetPassword: {
    trigger: "パスワード再設定",
    message: "パスワードを再設定します。いまのパスワードは使えなくなり、ログイン中の場合はすぐに終了します。よろしいですか?",
    action: resetPasswordAction,
    fallback: paths.resetPassword,
  },
  removeCodes: {
    trigger: "認証アプリ解除",
    message: "認証アプリの登録とリカバリーコードを解除します。ご本人からの依頼であることを確認しましたか? よろしいですか?",
    action: removeCodesAction,
    okLook: "danger",
    fallback: paths.removeUserCodes,
  },
  endSessions: {
    trigger: "すべて終了",
    message: "このユーザのログイン中のセッションを、この端末を除いてすべて終了します。よろしいですか?",
    action: endAllSessionsAction,
    fallback: paths.endSessions,
  },
} as const satisfies Record<string, Question>;

interface UserQuestionProps {
  readonly scope: Scope;
  readonly user: UserDetails;
  readonly ask: keyof typeof questions;
}

export function UserDialog({ scope: { tenant }, user, ask }: UserQuestionProps) {
  const { fallback, ...question }: Question = questions[ask];
  return (
    <ConfirmDialog {...question} fallbackHref={fallback(tenant.orcamoId, user.id)}>
      <Fields tenant={tenant} user={user} />
    </ConfirmDialog>
  );
}

export function UserPanel({ scope: { tenant }, user, ask }: UserQuestionProps): ReactNode {
  const { message, action, okLook }: Question = questions[ask];
  return (
    <>
      <p className="mt-4">{`${user.loginId}（${user.name}）`}</p>
      <ConfirmPanel message={message} action={action} okLook={okLook} cancelHref={paths.user(tenant.orcamoId, user.id)}>
        <Fields tenant={tenant} user={user} />
      </ConfirmPanel>
    </>
  );
}

/** The request's id makes a new password safe to ask for twice; the others do not look at it. */
function Fields(props: Parameters<typeof UserHidden>[0]) {
  return (
    <>
      <UserHidden {...props} />
      <HiddenField name="requestId" value={randomUUID()} />
    </>
  );
}
