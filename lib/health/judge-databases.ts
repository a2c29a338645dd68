import type { DatabasesState } from "../databases/judge-state.ts";
import type { Finding, HealthLevel } from "./model.ts";

/** The PostgreSQL of the clinics' databases, with the tools that import and dump. */
export function judgeDatabases(found: DatabasesState): Finding {
  const { level, fact, remedy } = judge(found);
  return { name: "テナントのデータベースサーバ", level, fact, remedy };
}

function judge(found: DatabasesState): { level: HealthLevel; fact: string; remedy: string } {
  switch (found.state) {
    case "ready":
      return { level: "good", fact: `PostgreSQL ${found.version}`, remedy: "" };
    case "off":
      return {
        level: "attention",
        fact: "設定されていません。インポートとダンプはできません。",
        remedy: "TENANT_DATABASE_URL を設定して、ポータルを再起動してください。",
      };
    case "unfit":
      return {
        level: "bad",
        fact: `準備ができていません（${found.sentence}）。`,
        remedy: "示されたSQLをデータベースの管理者権限で実行してください。1分以内に確認し直します。",
      };
    case "away":
      return {
        level: "bad",
        fact: `接続できません（${found.cause}）。`,
        remedy: "サーバの起動と、TENANT_DATABASE_URL のアドレス・利用者・パスワードを確認してください。",
      };
    case "sick":
      return {
        level: "bad",
        fact: `PostgreSQL ${found.version} でPL/pgSQLの関数を実行できません（${found.cause}）。`,
        remedy: "PostgreSQLのパッケージを更新したあとは、PostgreSQLを再起動してください。",
      };
    case "unsafe":
      return {
        level: "bad",
        fact: `PostgreSQL ${found.version} には脆弱性（CVE-2026-116314）があります。`,
        remedy: `PostgreSQLを ${found.least} 以降に更新してください。`,
      };
    case "tools":
      return {
        level: "bad",
        fact: `PostgreSQL ${found.version}。pg_dump・pg_restore の ${found.major} がありません。`,
        remedy: `このサーバに PostgreSQL ${found.least} 以降のクライアントをインストールしてください。`,
      };
  }
}
