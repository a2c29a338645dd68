import type { DatabasesState } from "../databases/judge-state.ts";
import { daysBetween, formatDate, formatDateTime } from "../platform/format.ts";
import { judgeDatabases } from "./judge-databases.ts";
import type { Finding, HealthLevel } from "./model.ts";

/** What was seen of the portal at one moment; undefined where it could not be seen or is not there. */
export interface Facts {
  readonly now: Date;
  /** When a worker last looked at its schedule. */
  readonly workerAt: Date | undefined;
  /** Bytes of the file system that the data directory is on. */
  readonly disk: { readonly directory: string; readonly free: number; readonly total: number } | undefined;
  /** Where uploads and dumps are kept; without a space where nobody says how much there is (S3). */
  readonly storage:
    | { readonly space: { readonly free: number; readonly total: number } | undefined }
    | { readonly cause: string };
  readonly database: {
    readonly version: string;
    readonly bytes: number;
    readonly connections: number;
    readonly mostConnections: number;
    /** Seconds; of the system's own connections, since those of other roles are not shown to it. */
    readonly oldestTransaction: number;
    readonly milliseconds: number;
    /** Seconds by which its clock is ahead of this process's. */
    readonly clockAhead: number;
  };
  readonly clinicsDatabases: DatabasesState;
  readonly serverCertificate:
    | {
        readonly notAfter: Date;
        readonly own: boolean;
        /** Names of ours that it is not for. */
        readonly missing: readonly string[];
      }
    | undefined;
  readonly authority: { readonly notAfter: Date };
  readonly revocationList: { readonly thisUpdate: Date; readonly nextUpdate: Date } | undefined;
  /** When the last one was signed; broken when it does not verify. */
  readonly checkpoint: Date | "broken" | undefined;
  readonly backup: { readonly at: Date; readonly directory: string } | undefined;
  /** Keys made ahead, and how many there should be; undefined when none are to be made. */
  readonly keyPool: { readonly count: number; readonly size: number } | undefined;
}

export function judge(facts: Facts): Finding[] {
  return [
    worker(facts),
    disk(facts),
    storage(facts),
    ...database(facts),
    judgeDatabases(facts.clinicsDatabases),
    clock(facts),
    serverCertificate(facts),
    authority(facts),
    revocationList(facts),
    checkpoint(facts),
    backup(facts),
    keyPool(facts),
  ];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const doctor = "「npm run portal -- doctor」で詳細を確認してください。";

function worker({ now, workerAt }: Facts): Finding {
  const age = workerAt ? now.getTime() - workerAt.getTime() : Number.POSITIVE_INFINITY;
  const fact = workerAt ? `最後の動作 ${formatDateTime(workerAt)}` : "動作した記録がありません。";
  const remedy = "PORTAL_WORKER=0 で起動しているときは「npm run worker」を起動してください。";
  return finding("ジョブの実行", age > 5 * minute ? "bad" : "good", fact, remedy);
}

function disk({ disk }: Facts): Finding {
  const name = "データディレクトリの空き容量";
  if (!disk) return finding(name, "bad", "確認できません。", "データディレクトリ（PORTAL_DATA_DIR）の権限を確認してください。");
  const percent = Math.floor((disk.free / disk.total) * 100);
  const fact = `空き ${bytes(disk.free)}（${percent}%） / 全体 ${bytes(disk.total)}（${disk.directory}）`;
  const remedy = "不要なファイルを削除するか、ディスクを増やしてください。書き込めなくなると、ログインも操作もできません。";
  return finding(name, percent < 3 ? "bad" : percent < 10 ? "attention" : "good", fact, remedy);
}

function storage({ storage }: Facts): Finding {
  const name = "ファイルの保存場所";
  if ("cause" in storage) {
    const remedy =
      "PORTAL_STORAGE_DIR の権限、または PORTAL_S3_ で始まる設定と接続を確認してください。アップロードとダンプができません。";
    return finding(name, "bad", `接続できません（${storage.cause}）。`, remedy);
  }
  if (!storage.space) return finding(name, "good", "S3に接続しています。", "");
  const { free, total } = storage.space;
  const percent = Math.floor((free / total) * 100);
  const remedy = "ディスクを増やすか、不要なダンプを削除してください。空きがなくなると、アップロードもダンプもできません。";
  const level = percent < 3 ? "bad" : percent < 10 ? "attention" : "good";
  return finding(name, level, `空き ${bytes(free)}（${percent}%） / 全体 ${bytes(total)}`, remedy);
}

function database({ database }: Facts): Finding[] {
  const { version, connections, mostConnections, oldestTransaction, milliseconds } = database;
  const slow = milliseconds > 1000 ? "bad" : milliseconds > 100 ? "attention" : "good";
  const share = connections / mostConnections;
  return [
    finding(
      "データベース",
      slow,
      `PostgreSQL ${version}、${bytes(database.bytes)}、応答 ${milliseconds.toFixed(1)}ミリ秒`,
      "データベースサーバの負荷と、ネットワークの状態を確認してください。",
    ),
    finding(
      "データベースの接続数",
      share > 0.95 ? "bad" : share > 0.8 ? "attention" : "good",
      `${connections} / ${mostConnections}`,
      "PORTAL_DATABASE_POOL を小さくするか、PostgreSQLの max_connections を大きくしてください。",
    ),
    finding(
      "最も古いトランザクション",
      oldestTransaction > 3600 ? "bad" : oldestTransaction > 300 ? "attention" : "good",
      `${Math.round(oldestTransaction)}秒前に開始（ポータルのシステム用の接続）`,
      `終わらない処理があります。${doctor}`,
    ),
  ];
}

function clock({ database: { clockAhead } }: Facts): Finding {
  const apart = Math.abs(clockAhead);
  return finding(
    "時刻",
    apart > 60 ? "bad" : apart > 5 ? "attention" : "good",
    `データベースとの差 ${apart.toFixed(1)}秒`,
    "両方のサーバの時刻をNTPで合わせてください（timedatectl set-ntp true）。",
  );
}

function serverCertificate({ now, serverCertificate: found }: Facts): Finding {
  const name = "サーバ証明書";
  const remedy = found?.own
    ? "PORTAL_TLS_CERT と PORTAL_TLS_KEY のファイルを新しい証明書に置き換えてください（1分以内に読み込みます）。"
    : "残り30日になると自動で更新します。更新されないときは、ジョブの失敗を確認してください。";
  if (!found) return finding(name, "bad", "確認できません。", remedy);
  if (found.missing.length > 0) {
    const names = "PORTAL_TLS_CERT の証明書に、この名前（PORTAL_ORIGIN、PORTAL_HOSTS、AUTH_HOSTS）も含めてください。";
    return finding(name, "bad", `証明書にない名前: ${found.missing.join("、")}`, names);
  }
  return finding(name, level(now, found.notAfter, 21, 7), remaining(now, found.notAfter), remedy);
}

function authority({ now, authority: { notAfter } }: Facts): Finding {
  const remedy = "認証局の有効期限が切れると、すべての証明書が使えなくなります。移行の計画を立ててください。";
  return finding("認証局の証明書", level(now, notAfter, 4 * 365, 3 * 365), remaining(now, notAfter), remedy);
}

function revocationList({ now, revocationList: list }: Facts): Finding {
  const name = "失効リスト";
  const remedy = "ジョブの実行を確認してください。1日ごとに作り直します。";
  if (!list) return finding(name, "bad", "まだ作られていません。", remedy);
  const old = now.getTime() - list.thisUpdate.getTime() > 30 * hour;
  const fact = `${formatDateTime(list.thisUpdate)} に作成、${formatDateTime(list.nextUpdate)} まで有効`;
  return finding(name, list.nextUpdate <= now ? "bad" : old ? "attention" : "good", fact, remedy);
}

function checkpoint({ now, checkpoint: at }: Facts): Finding {
  const name = "ログのチェックポイント";
  const remedy = "ジョブ audit-checkpoint の失敗と、チェックポイントの保存先を確認してください。";
  if (at === "broken") {
    const verify = "「npm run portal -- audit verify」でログを検証し、保存先のファイルが変更されていないか調べてください。";
    return finding(name, "bad", "最後のチェックポイントを検証できません。", verify);
  }
  if (!at) return finding(name, "bad", "署名されたチェックポイントがありません。", remedy);
  const age = now.getTime() - at.getTime();
  return finding(name, age > day ? "bad" : age > 3 * hour ? "attention" : "good", `最後の署名 ${formatDateTime(at)}`, remedy);
}

function backup({ now, backup: last }: Facts): Finding {
  const name = "バックアップ";
  const remedy = "「npm run portal -- backup」を毎日実行するように設定してください。";
  if (!last) return finding(name, "attention", "まだ作成されていません。", remedy);
  const age = now.getTime() - last.at.getTime();
  const fact = `最後の作成 ${formatDateTime(last.at)}（${last.directory}）`;
  return finding(name, age > 7 * day ? "bad" : age > 2 * day ? "attention" : "good", fact, remedy);
}

function keyPool({ keyPool: pool }: Facts): Finding {
  const name = "鍵の事前生成";
  if (!pool) {
    return finding(name, "unused", "使用していません（PORTAL_KEY_POOL=0）。鍵は発行のたびに作成します。", "");
  }
  const remedy =
    "発行と更新はできますが、時間がかかります。空いている時間に補充されます。続くときは「ジョブの実行」を確認してください。";
  const fact = `${pool.count}個（上限 ${pool.size}個）`;
  return finding(name, pool.count < pool.size / 10 ? "attention" : "good", fact, remedy);
}

function finding(name: string, level: HealthLevel, fact: string, remedy: string): Finding {
  return { name, level, fact, remedy: level === "good" ? "" : remedy };
}

function level(now: Date, end: Date, attentionDays: number, badDays: number): HealthLevel {
  const days = daysBetween(now, end);
  return days < badDays || end <= now ? "bad" : days < attentionDays ? "attention" : "good";
}

function remaining(now: Date, end: Date): string {
  return end <= now ? `${formatDate(end)} に期限切れ` : `${formatDate(end)} まで（あと${daysBetween(now, end)}日）`;
}

function bytes(count: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"] as const;
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${(count / 1024 ** step).toFixed(step > 2 ? 1 : 0)} ${units[step]}`;
}
