import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { CloseLink } from "./way-on.tsx";

/** Who comes to a later page first, or comes back with the new certificate. */
export function NothingToTake({ from }: { readonly from: string | undefined }) {
  return (
    <div className="mt-4">
      <NoticeBanner
        tone="info"
        title="お使いの証明書には、受け取る新しい証明書がありません。"
        actions={
          <>
            <ButtonLink look="primary" href={paths.renewal({ from })}>
              更新できるか確認する
            </ButtonLink>
            <CloseLink from={from} />
          </>
        }
      >
        まだ更新していないか、すでに新しい証明書をお使いです。
      </NoticeBanner>
    </div>
  );
}
