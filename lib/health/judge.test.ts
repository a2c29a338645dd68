import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Facts, judge } from "./judge.ts";
import { cronInterval, type JobFacts, judgeJob } from "./model.ts";

const now = new Date("2026-04-10T01:00:00Z");
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const ahead = (days: number) => ago(-24 * days);

const well: Facts = {
  now,
  workerAt: ago(0.01),
  disk: { directory: "/data", free: 50 * 2 ** 30, total: 100 * 2 ** 30 },
  storage: { space: { free: 50 * 2 ** 30, total: 100 * 2 ** 30 } },
  database: {
    version: "15.20",
    bytes: 20 * 2 ** 20,
    connections: 10,
    mostConnections: 100,
    oldestTransaction: 0,
    milliseconds: 1,
    clockAhead: 0.1,
  },
  clinicsDatabases: { state: "ready", version: "15.20" },
  serverCertificate: { notAfter: ahead(60), own: false, missing: [] },
  authority: { notAfter: ahead(7000) },
  revocationList: { thisUpdate: ago(2), nextUpdate: ahead(6) },
  checkpoint: ago(0.5),
  backup: { at: ago(20), directory: "/backup" },
  keyPool: { count: 1000, size: 1000 },
};

function levels(changes: Partial<Facts> = {}): Record<string, string> {
  return Object.fromEntries(judge({ ...well, ...changes }).map(({ name, level }) => [name, level]));
}

describe("the state of the portal", () => {
  test("is well where all is well; what is switched off is said to be unused", () => {
    assert.deepEqual(new Set(Object.values(levels())), new Set(["good"]));
    assert.equal(levels({ keyPool: undefined }).鍵の事前生成, "unused");
    for (const { level, remedy } of judge(well)) if (level === "good") assert.equal(remedy, "");
  });

  const database = (changes: Partial<Facts["database"]>) => ({ database: { ...well.database, ...changes } });
  const disk = (percent: number) => ({ disk: { directory: "/data", free: percent, total: 100 } });
  const cases: readonly (readonly [string, string, Partial<Facts>])[] = [
    ["ジョブの実行", "bad", { workerAt: ago(1) }],
    ["ジョブの実行", "bad", { workerAt: undefined }],
    ["データディレクトリの空き容量", "good", disk(10)],
    ["データディレクトリの空き容量", "attention", disk(9)],
    ["データディレクトリの空き容量", "bad", disk(2)],
    ["データディレクトリの空き容量", "bad", { disk: undefined }],
    ["ファイルの保存場所", "good", { storage: { space: undefined } }],
    ["ファイルの保存場所", "attention", { storage: { space: { free: 9, total: 100 } } }],
    ["ファイルの保存場所", "bad", { storage: { space: { free: 2, total: 100 } } }],
    ["ファイルの保存場所", "bad", { storage: { cause: "NoSuchBucket" } }],
    ["データベース", "attention", database({ milliseconds: 300 })],
    ["データベースの接続数", "attention", database({ connections: 81 })],
    ["データベースの接続数", "bad", database({ connections: 99 })],
    ["最も古いトランザクション", "attention", database({ oldestTransaction: 600 })],
    ["テナントのデータベースサーバ", "attention", { clinicsDatabases: { state: "off" } }],
    ["テナントのデータベースサーバ", "bad", { clinicsDatabases: { state: "unfit", sentence: "run GRANT …;" } }],
    ["テナントのデータベースサーバ", "bad", { clinicsDatabases: { state: "away", cause: "ECONNREFUSED" } }],
    ["テナントのデータベースサーバ", "bad", { clinicsDatabases: { state: "sick", version: "15.20", cause: "plpgsql.so" } }],
    ["テナントのデータベースサーバ", "bad", { clinicsDatabases: { state: "unsafe", version: "15.19", least: "15.20" } }],
    [
      "テナントのデータベースサーバ",
      "bad",
      { clinicsDatabases: { state: "tools", version: "16.16", major: 16, least: "16.16" } },
    ],
    ["時刻", "attention", database({ clockAhead: -6 })],
    ["時刻", "bad", database({ clockAhead: 61 })],
    ["サーバ証明書", "attention", { serverCertificate: { notAfter: ahead(20), own: false, missing: [] } }],
    ["サーバ証明書", "bad", { serverCertificate: { notAfter: ahead(6), own: true, missing: [] } }],
    ["サーバ証明書", "bad", { serverCertificate: { notAfter: ahead(60), own: true, missing: ["auth.example.jp"] } }],
    ["サーバ証明書", "bad", { serverCertificate: undefined }],
    ["認証局の証明書", "attention", { authority: { notAfter: ahead(4 * 365 - 1) } }],
    ["認証局の証明書", "bad", { authority: { notAfter: ago(1) } }],
    ["失効リスト", "attention", { revocationList: { thisUpdate: ago(31), nextUpdate: ahead(5) } }],
    ["失効リスト", "bad", { revocationList: { thisUpdate: ago(200), nextUpdate: ago(1) } }],
    ["失効リスト", "bad", { revocationList: undefined }],
    ["ログのチェックポイント", "attention", { checkpoint: ago(4) }],
    ["ログのチェックポイント", "bad", { checkpoint: ago(25) }],
    ["ログのチェックポイント", "bad", { checkpoint: "broken" }],
    ["ログのチェックポイント", "bad", { checkpoint: undefined }],
    ["バックアップ", "attention", { backup: undefined }],
    ["バックアップ", "attention", { backup: { at: ago(49), directory: "/backup" } }],
    ["バックアップ", "bad", { backup: { at: ago(24 * 8), directory: "/backup" } }],
    ["鍵の事前生成", "good", { keyPool: { count: 100, size: 1000 } }],
    ["鍵の事前生成", "attention", { keyPool: { count: 99, size: 1000 } }],
    ["鍵の事前生成", "attention", { keyPool: { count: 0, size: 1 } }],
  ];
  for (const [name, level, changes] of cases) {
    test(`${name} is ${level} with ${JSON.stringify(changes)}`, () => {
      const found = judge({ ...well, ...changes }).find((finding) => finding.name === name);
      assert.equal(found?.level, level);
      if (level !== "good") assert.match(found?.remedy ?? "", /。$/);
    });
  }
});

describe("a job", () => {
  const job: JobFacts = {
    name: "audit-checkpoint",
    cron: "7 * * * *",
    waiting: 0,
    running: 0,
    failed: 0,
    oldestWaiting: null,
    lastSuccess: ago(1),
    plannedSince: ago(1000),
  };

  for (const [name, changes, level] of [
    ["ran at its hour", {}, "good"],
    ["failed once in a day", { failed: 1 }, "attention"],
    ["missed two of its hours", { lastSuccess: ago(2.3) }, "bad"],
    ["never ran since it was planned", { lastSuccess: null }, "bad"],
    ["was planned just now", { lastSuccess: null, plannedSince: ago(0.1) }, "good"],
    ["was planned by no worker yet", { cron: null, lastSuccess: null, plannedSince: null }, "good"],
    ["waits for a worker that does not come", { cron: null, waiting: 1, oldestWaiting: ago(0.5) }, "bad"],
    ["was enqueued this second", { cron: null, waiting: 1, oldestWaiting: now }, "good"],
  ] as const) {
    test(`that ${name} is ${level}`, () => {
      const line = judgeJob({ ...job, ...changes }, now);
      assert.deepEqual([line.level, line.overdue], [level, level === "bad"]);
    });
  }

  test("runs as often as its schedule says", () => {
    const minutes = ["* * * * *", "*/5 * * * *", "7 * * * *", "41 18 * * *"].map((cron) => (cronInterval(cron) ?? 0) / 60_000);
    assert.deepEqual(minutes, [1, 5, 60, 1440]);
    for (const cron of [null, "0 0 1 * *", "nonsense"]) assert.equal(cronInterval(cron), undefined);
  });
});
