import type { Metadata } from "next";
import { StatusPage } from "#components/status-page.tsx";

export const metadata: Metadata = { title: "この操作は許可されていません" };

export default function Forbidden() {
  return (
    <StatusPage code={403} title="この操作は許可されていません">
      <p>ログイン中のユーザの権限、または選択した証明書では、この画面の表示や操作はできません。次のことを確認してください。</p>
      <ul className="list-disc ps-6">
        <li>権限が必要な場合は、テナント管理者に権限の変更を依頼してください。</li>
        <li>別のユーザでログインしている場合は、ログアウトして、ご自分のログインIDでログインし直してください。</li>
        <li>
          データベースのインポートには、テナント自身の証明書が必要です。ブラウザをすべて閉じて開き直し、テナントの証明書を選択してください。
        </li>
      </ul>
    </StatusPage>
  );
}
