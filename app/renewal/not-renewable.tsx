import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import type { RenewalStatus } from "#lib/renewals/status.ts";
import { adviceFor } from "./advice.ts";
import { CloseLink } from "./way-on.tsx";

interface NotRenewableProps {
  readonly status: RenewalStatus;
  readonly from: string | undefined;
}

export function NotRenewable({ status, from }: NotRenewableProps) {
  const { title, text, onSite } = adviceFor(status);
  return (
    <NoticeBanner
      tone="info"
      title={title}
      actions={
        <>
          {onSite && (
            <ButtonLink look="primary" href={paths.home}>
              ログインする
            </ButtonLink>
          )}
          <CloseLink from={from} />
        </>
      }
    >
      {text}
    </NoticeBanner>
  );
}
