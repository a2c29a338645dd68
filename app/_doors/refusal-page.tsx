import { redirect } from "next/navigation";
import type { ReactElement } from "react";
import { StatusPage } from "#components/status-page.tsx";
import { setAnswerStatus } from "#lib/platform/answer-status.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { refusalSentence, refusalStatus } from "#lib/platform/refusal-words.ts";
import { wayOn } from "./refusals.ts";

/** A refusal on the way to a page: the page of its status. Anything else is a bug and goes on. */
export function refusePage(error: unknown, path: string): ReactElement {
  if (!isRefusal(error)) throw error;
  const elsewhere = wayOn(error, path);
  if (elsewhere) redirect(elsewhere);
  if (refusalStatus(error.code) !== 403) return notFoundAnswer();
  setAnswerStatus(403);
  return <ForbiddenPage sentence={refusalSentence(error.code, error.facts)} />;
}

export function notFoundAnswer(): ReactElement {
  setAnswerStatus(404);
  return <NotFoundPage />;
}

/** Sets no status: Next draws it beside every page, for the case that it is needed, and knows that of an unknown address itself. */
export function NotFoundPage() {
  return (
    <StatusPage code={404} title="ページが見つかりません">
      <p>アドレスが間違っているか、ページが削除されたか、このアカウントでは見ることができないページです。</p>
      <p>アドレスを確認するか、TOPから目的の画面へお進みください。</p>
    </StatusPage>
  );
}

function ForbiddenPage({ sentence }: { readonly sentence: string }) {
  return (
    <StatusPage code={403} title="この操作は許可されていません">
      <p>{sentence}</p>
      <ul className="list-disc ps-6">
        <li>権限が必要な場合は、テナント管理者に権限の変更を依頼してください。</li>
        <li>別のユーザでログインしている場合は、ログアウトして、ご自分のログインIDでログインし直してください。</li>
      </ul>
    </StatusPage>
  );
}
