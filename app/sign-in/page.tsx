import { redirect } from "next/navigation";
import { z } from "zod";
import { pageTitle } from "#app/_doors/page.tsx";
import { paths, withQuery } from "#app/_doors/paths.ts";
import { publicPage } from "#app/_doors/public.tsx";
import { csrfToken, currentSession, rememberedCallback } from "#app/_doors/session.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { currentPeer } from "#lib/platform/peer.ts";
import { markEntered, readCallback, withSignedIn } from "./callback.ts";
import { CertificateInUse } from "./certificate-in-use.tsx";
import { signInErrorText } from "./error-text.ts";
import { SignInForm } from "./sign-in-form.tsx";

export const metadata = pageTitle("ログイン");

const field = z.string().max(2048).optional().catch(undefined);
const input = z.object({ callbackUrl: field, error: field });

export default publicPage({ input, title: "ログイン", step: "ログイン" }, async ({ callbackUrl, error }) => {
  // A refused attempt comes back without its destination; the cookie still knows it.
  const callback = readCallback(callbackUrl ?? (error === undefined ? undefined : await rememberedCallback()));
  const session = await currentSession();
  if (session) redirect(session.codePending ? paths.signInCode(callback.path) : callback.path);
  const token = await csrfToken();
  if (token === undefined) {
    if (callback.entered) return <CookiesNeeded />;
    redirect(paths.enter(markEntered(callback.path)));
  }
  // Without the mark again: a bookmark of this address must be able to enter anew.
  if (callback.entered) redirect(withQuery(paths.signIn, { callbackUrl: callback.path }));
  const certificate = currentPeer()?.certificate;
  return (
    <div className="mt-6">
      {error !== undefined && <NoticeBanner tone="error" title={signInErrorText(error, certificate)} />}
      <SignInForm token={token} callbackUrl={withSignedIn(callback.path)} />
      <Section title="使用中の証明書">
        <CertificateInUse certificate={certificate} />
      </Section>
    </div>
  );
});

function CookiesNeeded() {
  return (
    <NoticeBanner
      tone="error"
      title="Cookieが使えないため、ログインできません。"
      actions={<ButtonLink href={paths.signIn}>ログイン画面を開き直す</ButtonLink>}
    >
      ブラウザの設定で、このサイトのCookieを許可してから、開き直してください。
    </NoticeBanner>
  );
}
