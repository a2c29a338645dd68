"use client";

import { Button } from "./button.tsx";
import { HomeLink, StatusPage } from "./status-page.tsx";

type FailureProps = { readonly error: Error & { readonly digest?: string | undefined } };

/** A bug was met: nothing of it is shown but the number under which the server logged it. */
export function Failure({ error }: FailureProps) {
  const actions = (
    <>
      {/* A whole load, not a retry inside the page: it goes with the person's certificate. */}
      <Button look="primary" onClick={() => window.location.reload()}>
        もう一度読み込む
      </Button>
      <HomeLink />
    </>
  );
  return (
    <StatusPage code={500} title="システムエラーが発生しました" actions={actions}>
      <p>
        申し訳ございません。システムの問題により、画面を表示できませんでした。入力や登録の結果は、一覧の画面で確認してください。
      </p>
      <p>しばらくしてからもう一度お試しください。続く場合は、下記の番号を添えてお問い合わせください。</p>
      {error.digest !== undefined && (
        <p>
          お問い合わせ番号: <code className="font-mono select-all">{error.digest}</code>
        </p>
      )}
    </StatusPage>
  );
}
