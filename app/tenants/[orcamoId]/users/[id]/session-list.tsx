import { sessionColumns } from "#app/sessions/columns.tsx";
import { ActionForm } from "#components/action-form.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Badge } from "#components/status-badge.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { can } from "#lib/access/permissions.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { OpenSession } from "#lib/sessions/queries.ts";
import type { UserDetails } from "#lib/users/queries.ts";
import { endSessionAction } from "../actions.ts";
import { UserDialog } from "./questions.tsx";
import { UserHidden } from "./user-hidden.tsx";

interface SessionListProps {
  readonly scope: Scope;
  readonly user: UserDetails;
  readonly sessions: readonly OpenSession[];
}

export function SessionList({ scope, user, sessions }: SessionListProps) {
  const mayEnd = can(scope.actor, "users:manage");
  const end: Column<OpenSession> = {
    key: "end",
    label: "操作",
    cell: (session) =>
      session.present ? (
        <Badge tone="neutral" icon="info" label="この端末" />
      ) : (
        <ActionForm action={endSessionAction}>
          <UserHidden tenant={scope.tenant} user={user} />
          <input type="hidden" name="sessionId" value={session.id} />
          <SubmitButton look="secondary">
            終了<span className="sr-only">（{formatDateTime(session.createdAt)}に開始）</span>
          </SubmitButton>
        </ActionForm>
      ),
  };
  if (sessions.length === 0) return <EmptyState title="ログイン中のセッションはありません。" />;
  return (
    <>
      {mayEnd && sessions.some(({ present }) => !present) && (
        <div className="mb-4">
          <UserDialog scope={scope} user={user} ask="endSessions" />
        </div>
      )}
      <DataTable
        caption="ログイン中のセッション"
        captionHidden
        columns={mayEnd ? [...sessionColumns, end] : sessionColumns}
        rows={sessions}
        rowKey={(session) => session.id}
      />
    </>
  );
}
