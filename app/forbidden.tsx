import type { Metadata } from "next";
import { StatusPage } from "#components/status-page.tsx";

export const metadata: Metadata = { title: "この操作は許可されていません" };

export default function Forbidden() {
  return (
    <StatusPage code={403} title="この操作は許可されていません">
      <p>ログイン中のユーザの権限では、この画面の表示や操作はできません。</p>
      <p>必要な場合は、テナント管理者に権限の変更を依頼してください。</p>
    </StatusPage>
  );
}
