import type { Metadata } from "next";
import { StatusPage } from "#components/status-page.tsx";

export const metadata: Metadata = { title: "ページが見つかりません" };

export default function NotFound() {
  return (
    <StatusPage code={404} title="ページが見つかりません">
      <p>アドレスが間違っているか、ページが削除されたか、このアカウントでは見ることができないページです。</p>
      <p>アドレスを確認するか、TOPから目的の画面へお進みください。</p>
    </StatusPage>
  );
}
