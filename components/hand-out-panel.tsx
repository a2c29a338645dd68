import { repeatMinutes } from "#lib/hand-outs/model.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { NoticeBanner } from "./notice-banner.tsx";

type HandOutPanelProps = {
  readonly handOut: {
    readonly fileName: string;
    readonly expiresAt: Date;
    readonly taken: boolean;
    readonly takeable: boolean;
  };
  /** `ログインIDと初期パスワードなど`: what is in it. */
  readonly contents: string;
  /** What to do when it cannot be taken any more. */
  readonly gone: string;
  /** Where it is taken: a form, since taking it changes something. */
  readonly fileHref: string;
};

/** Something that is handed out once, with the button that takes it. */
export function HandOutPanel({ handOut, contents, gone, fileHref }: HandOutPanelProps) {
  const { fileName, expiresAt, taken, takeable } = handOut;
  if (!takeable) return <NoticeBanner tone="warning" title={gone} />;
  return (
    <>
      <p>
        <code translate="no" className="font-mono break-all">
          {fileName}
        </code>{" "}
        を受け取り、ご本人に安全な方法で渡してください。{contents}が入っています。
      </p>
      <p className="mt-3">
        {taken
          ? `受け取り済みです。保存できなかったときは、${formatDateTime(expiresAt)}まで、この画面からもう一度受け取れます。`
          : `受け取れるのは1回だけです（保存できなかったときは、${repeatMinutes}分以内であればこの画面からもう一度受け取れます）。${formatDateTime(expiresAt)}までに受け取ってください。`}
      </p>
      <form method="post" action={fileHref} className="my-6">
        <Button type="submit" look="primary">
          <Icon name="download" />
          {taken ? "もう一度受け取る" : "受け取る"}
          <span className="sr-only">（{fileName}）</span>
        </Button>
      </form>
    </>
  );
}
