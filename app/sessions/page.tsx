import { z } from "zod";
import { pageTitle, personalPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { listOwnSessions, type OpenSession } from "#lib/sessions/queries.ts";
import { endOwnSessionAction } from "./actions.ts";
import { sessionColumns } from "./columns.tsx";

const title = "ログイン中の端末";
export const metadata = pageTitle(title);

/** Where one is signed in, and to end it from afar: at the terminal of a colleague, on a notebook that was lost. */
export default personalPage(
  { permission: "sessions:own", input: z.object({}), title, path: () => [{ label: title }] },
  async (scope) => {
    const sessions = await listOwnSessions(scope);
    return (
      <div className="mt-6">
        <p className="mb-4">
          あなたのログインIDで、現在ログイン中の端末です。心当たりのないものは「終了」を押し、
          <a href={paths.password} className="text-blue-1000 underline underline-offset-4">
            パスワードを変更
          </a>
          してください。
        </p>
        <DataTable caption={title} captionHidden columns={columns} rows={sessions} rowKey={({ id }) => id} />
      </div>
    );
  },
);

const columns: readonly Column<OpenSession>[] = [
  ...sessionColumns,
  { key: "end", label: "操作", cell: (row) => (row.present ? "この端末" : <EndForm session={row} />) },
];

function EndForm({ session }: { readonly session: OpenSession }) {
  return (
    <ActionForm action={endOwnSessionAction}>
      <input type="hidden" name="sessionId" value={session.id} />
      <SubmitButton look="secondary">
        終了<span className="sr-only">（{formatDateTime(session.createdAt)}のログイン）</span>
      </SubmitButton>
    </ActionForm>
  );
}
