import { cookies } from "next/headers";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { can } from "#lib/access/permissions.ts";
import { reminderDays, subjectText } from "#lib/certificates/model.ts";
import { env } from "#lib/platform/env.ts";
import { daysBetween, formatDate } from "#lib/platform/format.ts";
import { currentPeer, type KnownCertificate } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { renewsItself } from "#lib/renewals/model.ts";
import { closeReminderAction } from "./actions.ts";
import { reminderCookie, reminderMark } from "./reminder-cookie.ts";

/** A browser's certificate is never renewed by itself: the site reminds of it (seed 001). */
export async function ExpiryReminder({ scope }: { readonly scope: Scope }) {
  const peer = currentPeer();
  if (peer?.certificate.state !== "valid") return null;
  const { certificate } = peer;
  const days = daysBetween(scope.clock.now(), certificate.notAfter);
  const closed = (await cookies()).get(reminderCookie)?.value === reminderMark(peer);
  if (days > reminderDays || closed) return null;
  const renewHref = renewalAddress(scope, certificate);
  return (
    <div className="mt-4">
      <NoticeBanner
        tone="warning"
        title="クライアント証明書の有効期限が近づいています。"
        actions={
          <>
            {renewHref && (
              <ButtonLink look="primary" href={renewHref}>
                更新
              </ButtonLink>
            )}
            <ActionForm action={closeReminderAction}>
              <input type="hidden" name="orcamoId" value={scope.tenant.orcamoId} />
              <SubmitButton look="secondary">閉じる</SubmitButton>
            </ActionForm>
          </>
        }
      >
        {subjectText(certificate)} の有効期限は {formatDate(certificate.notAfter)}（あと{days}日）です。
        {renewHref
          ? "期限が切れる前に更新し、新しい証明書をこのブラウザにインポートしてください。"
          : "期限が切れる前に、テナント管理者に更新を依頼してください。"}
      </NoticeBanner>
    </div>
  );
}

/** A terminal's certificate renews itself, whoever is signed in; the others are renewed by who may (PRODUCT.md §3). */
function renewalAddress({ actor }: Scope, { kind, organization, number }: KnownCertificate): string | undefined {
  if (renewsItself(kind)) return paths.renewal({ from: env().origin });
  return can(actor, "certificates:renew") ? paths.certificate(organization, number) : undefined;
}
