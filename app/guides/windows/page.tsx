import { z } from "zod";
import { pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { publicPage } from "#app/_doors/public.tsx";
import { ButtonLink } from "#components/button.tsx";
import { GuideSteps, Key, Remark } from "#components/guide.tsx";
import { Section } from "#components/page-frame.tsx";
import { TextLink } from "#components/text-link.tsx";
import { OtherSystems } from "./other-systems.tsx";
import { authoritySteps, clientSteps } from "./steps.tsx";

const title = "証明書のインポート手順";
export const metadata = pageTitle(title);

/** How to import the certificates (seed 004 §2–4). Needs no sign-in: who reads it cannot sign in yet. */
export default publicPage({ input: z.object({}), title, step: title }, async () => (
  <>
    <p className="mt-4">
      本手順は、OS は Windows、ブラウザは Google Chrome または Microsoft Edge
      を前提としております。他の環境をお使いの場合は、下の参考手順をご覧ください。
    </p>
    <Contents />
    <Section id="before" title="1 はじめに">
      <p>個人情報漏洩に繋がりますので、クライアント証明書の紛失・漏洩には十分ご注意ください。</p>
      <Remark>
        zip形式でダウンロードした場合は、ファイルを右クリックして「すべて展開」を選択し、展開されたフォルダのファイルをお使いください。
      </Remark>
    </Section>
    <Section id="ca" title="2 ブラウザへ CA 証明書のインストール">
      <Remark>1つの PC で1回のみで OK です。実施済みの場合は手順3へ進んでください。</Remark>
      <p className="mt-4">
        <ButtonLink href={paths.authorityCertificate}>CA証明書(ca.crt)をダウンロードする</ButtonLink>
      </p>
      <div className="mt-4">
        <GuideSteps steps={authoritySteps} />
      </div>
    </Section>
    <Section id="client" title="3 ブラウザへクライアント証明書のインストール">
      <p>医療機関用のクライアント証明書をインストールしてください。</p>
      <p>ベンダー用のクライアント証明書では DB インポート作業はおこなえませんのでご注意ください。</p>
      <Remark>1つの PC で1回のみで OK です。実施済みの場合は手順4へ進んでください。</Remark>
      <Remark>証明書を更新した場合は、新しいクライアント証明書でもう一度おこなってください。</Remark>
      <div className="mt-4">
        <GuideSteps steps={clientSteps} />
      </div>
    </Section>
    <Section id="access" title="4 サイトへのアクセス">
      <p>
        ブラウザを再起動してアクセスすると、証明書の選択画面が表示されます。インポートした証明書が選択されていることを確認し、
        <Key>OK</Key>
        をクリックしてください。
      </p>
      <Remark>
        同じサイトに対し、複数の証明書がインポートされていると、デフォルトで表示される証明書が異なる場合があります。その場合は、「その他」をクリックすることで他の証明書が選択できます。
      </Remark>
      <Remark>更新前、更新後の証明書が同一名で表示されますが、どちらを選択しても問題ありません。</Remark>
      <p className="mt-4">
        <ButtonLink href="/">サイトへアクセスする</ButtonLink>
      </p>
    </Section>
    <OtherSystems />
  </>
));

function Contents() {
  return (
    <nav aria-label="目次" className="mt-4">
      <ul className="sm:columns-2">
        {chapters.map(([id, title]) => (
          <li key={id}>
            <TextLink href={`#${id}`}>{title}</TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const chapters = [
  ["before", "1 はじめに"],
  ["ca", "2 ブラウザへ CA 証明書のインストール"],
  ["client", "3 ブラウザへクライアント証明書のインストール"],
  ["access", "4 サイトへのアクセス"],
  ["macos", "参考手順: macOS"],
  ["firefox", "参考手順: Firefox"],
  ["linux", "参考手順: Linux"],
] as const;
