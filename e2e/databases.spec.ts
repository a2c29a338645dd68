import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { clinicDump } from "./clinic-dump.ts";
import { makeStale } from "./make-stale.ts";
import { administrator, auditor, vendor } from "./portal.ts";
import { certificateOf, enter, expect, fitsNarrowScreens, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

const place = "/tenants/u00000014/apps/orca";
const name = "ORCAサポートセンタ";

test.describe.configure({ mode: "serial", timeout: 120_000 });

test("upload, test import, report, live import with name and password, and back again", async ({ admin: page }) => {
  await page.goto("/tenants/u00000014/details");
  await page.getByRole("link", { name: "日レセ管理画面" }).click();
  await expect(field(page, "医療機関名")).toHaveText(name);
  await page.locator("summary", { hasText: "日レセ" }).click();
  await page.getByRole("link", { name: "DBインポート", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`データベースのインポート (${name})`);
  await expect(page.getByText("上書きにより現行データが削除されます。")).toBeVisible();

  await upload(page, await clinicDump("orca.dump"));
  await expect(page.getByText("ダンプファイルを受け取りました。")).toBeVisible();
  await expect(field(page, "SHA-256")).toHaveText(/^[0-9a-f]{64}$/);
  await expect(field(page, "照合")).toHaveText(/一致しました/);
  await examine(page);
  await page.getByLabel("確認用データベースを7日間残す").check();
  await page.getByRole("button", { name: "テストインポートを実行" }).click();
  await expect(page.getByText("インポートを開始しました。")).toBeVisible();

  await over(page, "テストインポートが完了しました。");
  await expect(field(page, "文字コード")).toHaveText("UTF8（変換していません）");
  await expect(field(page, "ファイルとの一致")).toHaveText("すべて一致しました。");
  await expect(page.getByRole("row", { name: /public\.受付/ })).toHaveText(/100100－新規/);
  // Where the data in use is what the demo began with, some of its tables are gone and one has fewer rows.
  await expect(page.getByText("現行のデータよりかなり少なくなっています。")).toBeVisible();
  await examine(page);
  await page.getByRole("button", { name: "確認用データベースを削除" }).click();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("確認用データベースを削除しました。")).toBeVisible();

  await page.getByRole("link", { name: "本番インポートへ進む" }).click();
  await expect(page.getByText("7日以内に成功したテストインポートがありません。")).toBeHidden();
  await examine(page);
  await fillLive(page, { tenant: "別の医院", password: "not the password" });
  await expect(page.getByText("パスワードが違います。")).toBeVisible();
  await fillLive(page, { tenant: "別の医院", password: administrator().password });
  await expect(page.getByText("入力したテナントの名称が違います。")).toBeVisible();
  await fillLive(page, { tenant: name, password: administrator().password });
  await over(page, "インポートが完了しました。");
  await examine(page);

  const back = page.getByRole("button", { name: "元に戻す" });
  await back.click();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("インポート前のデータベースに戻しました。").first()).toBeVisible();
  await expect(back).toBeHidden();
  await page.getByRole("link", { name: "一覧に戻る" }).click();
  await expect(page.getByRole("row", { name: /本番インポート.*元に戻しました/ })).toBeVisible();
  await examine(page);
});

test("a file that is no dump ends with its cause, what to do, and a log to download; the data in use stays", async ({
  admin: page,
}) => {
  await page.goto(`${place}/db_imports/new`);
  await upload(page, {
    name: "backup.sql",
    mimeType: "text/plain",
    buffer: Buffer.from("--\n-- PostgreSQL database dump\n--\n"),
  });
  await page.getByRole("button", { name: "テストインポートを実行" }).click();
  await over(page, "インポートは異常終了しました。");
  await expect(page.getByText("SQL形式（テキスト）のファイルです。").first()).toBeVisible();
  await examine(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "インポートログをダウンロード" }).click();
  expect((await download).suggestedFilename()).toMatch(/^u00000014_import_\d{8}_\d{6}\.log$/);
});

test("a reservation waits for its hour, by day it is refused, and it can be cancelled; a file can be taken back", async ({
  admin: page,
}) => {
  await page.goto(`${place}/db_imports`);
  await page
    .getByRole("link", { name: /インポートへ進む.*orca\.dump/ })
    .first()
    .click();
  await page.getByRole("link", { name: "本番インポートへ進む" }).click();
  const hour = page.getByLabel("予約");
  await hour.fill(`${tomorrow()}T10:00`);
  await fillLive(page, { tenant: name, password: administrator().password });
  // Not the warning of the page itself, which stands there by day.
  await expect(page.getByRole("alert").filter({ hasText: "予約できるのは、19時から" })).toBeVisible();
  await hour.fill(`${tomorrow()}T20:00`);
  await fillLive(page, { tenant: name, password: administrator().password });
  await expect(page.getByText("本番インポートを予約しました。")).toBeVisible();
  await expect(page.getByText(/20:00に開始します。/)).toBeVisible();
  await examine(page);
  await page.getByRole("button", { name: "インポートをキャンセル" }).click();
  await page.getByRole("button", { name: "OK" }).click();
  await over(page, "インポートをキャンセルしました。");
  await page.getByRole("link", { name: "一覧に戻る" }).click();
  await page.getByRole("button", { name: /取り消し.*backup\.sql/ }).click();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("アップロードしたファイルを取り消しました。")).toBeVisible();
  await expect(page.getByText("backup.sql")).toBeHidden();
});

test("a dump: made, downloaded over the password, removed", async ({ admin: page }) => {
  await page.goto(`${place}/db_dumps`);
  await page.getByRole("button", { name: "ダンプ実行" }).click();
  await page.getByRole("button", { name: "OK" }).click();
  const row = page.getByRole("row", { name: /ダンプ済み.*手動/ });
  await expect(row).toBeVisible({ timeout: 30_000 });
  await examine(page);

  await makeStale(administrator().loginId);
  await row.getByRole("link", { name: /ダウンロード/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("パスワードの確認");
  await page.locator("input[name=proofPassword]").fill(administrator().password);
  await page.getByRole("button", { name: "確認する" }).click();
  const download = page.waitForEvent("download");
  await row.getByRole("link", { name: /ダウンロード/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^u00000014_\d{8}_\d{6}\.dump$/);

  await row.getByRole("button", { name: /削除/ }).click();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("ダンプを削除しました。")).toBeVisible();
  await expect(row).toBeHidden();
});

test("without JavaScript: the plain form, the state shown anew by a button, a dump and the daily ones", async ({ browser }) => {
  const context = await browser.newContext({ ...certificateOf(administrator()), javaScriptEnabled: false });
  await enter(context, await signedIn(administrator()));
  const page = await context.newPage();
  await page.goto(`${place}/db_imports/new`);
  await upload(page, await clinicDump("plain.dump"));
  await expect(page.getByText("ダンプファイルを受け取りました。")).toBeVisible();
  await page.getByLabel("確認用データベースを7日間残す").check();
  await page.getByRole("button", { name: "テストインポートを実行" }).click();
  await reloaded(page, page.getByText("テストインポートが完了しました。").first());
  await fitsNarrowScreens(page);
  await page.getByRole("button", { name: "確認用データベースを削除" }).click();
  await confirm(page, "確認用データベースを削除します。");
  await expect(page.getByText("確認用データベースを削除しました。")).toBeVisible();

  await page.getByRole("link", { name: "本番インポートへ進む" }).click();
  await fillLive(page, { tenant: "別の医院", password: administrator().password });
  await expect(page.getByText("入力したテナントの名称が違います。")).toBeVisible();
  await fillLive(page, { tenant: name, password: administrator().password });
  await reloaded(page, page.getByText("インポートが完了しました。").first());
  await page.getByRole("button", { name: "元に戻す" }).click();
  await confirm(page, "インポート前のデータベースに戻します。");
  await expect(page.getByText("インポート前のデータベースに戻しました。").first()).toBeVisible();

  await page.goto(`${place}/db_dumps`);
  await page.getByRole("button", { name: "ダンプ実行" }).click();
  await confirm(page, "ダンプを実行します。");
  const row = page.getByRole("row", { name: /ダンプ済み.*手動/ });
  await reloaded(page, row);
  await row.getByRole("button", { name: /削除/ }).click();
  await confirm(page, "ダンプを削除します。");
  await expect(page.getByText("ダンプを削除しました。")).toBeVisible();

  await page.getByRole("link", { name: "自動ダンプの設定" }).click();
  await page.getByLabel("毎日、自動でダンプを作成する").check();
  await page.getByLabel("実行する時刻").fill("22:30");
  await page.getByLabel("残す数").fill("99");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByLabel("残す数")).toHaveAccessibleDescription(/1から31まで/);
  await page.getByLabel("残す数").fill("3");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("毎日22:30に実行し、新しいものから3個を残します。")).toBeVisible();
  await context.close();
});

test("who may only read sees no button; a vendor's own certificate is told which one it takes", async ({ open, browser }) => {
  const reader = await open(auditor());
  for (const address of ["", "/db_imports", "/db_dumps"]) {
    await reader.goto(place + address);
    await expect(reader.getByRole("button", { name: /実行|削除|取り消し/ })).toHaveCount(0);
    await examine(reader);
  }
  const visitor = await signedIn(vendor());
  const { visit } = await import("./people.ts");
  await visit(visitor, "u00000452");
  const context = await browser.newContext(certificateOf(vendor()));
  await enter(context, visitor);
  const page = await context.newPage();
  await page.goto("/tenants/u00000452/apps/orca/db_imports/new");
  await expect(page.getByText("ベンダーの証明書ではおこなえません。")).toBeVisible();
  await context.close();
});

type File = Parameters<Locator["setInputFiles"]>[0];

async function upload(page: Page, file: File): Promise<void> {
  await page.getByLabel("ダンプファイル").setInputFiles(file);
  await page.getByRole("button", { name: "実行", exact: true }).click();
}

async function fillLive(page: Page, { tenant, password }: { tenant: string; password: string }): Promise<void> {
  await page.getByLabel("テナントの名称（確認）").fill(tenant);
  await page.locator("input[name=proofPassword]").fill(password);
  await page.getByRole("button", { name: "実行", exact: true }).click();
}

/** The question as a page of its own. */
async function confirm(page: Page, question: string): Promise<void> {
  await expect(page.getByText(question)).toBeVisible();
  await fitsNarrowScreens(page);
  await page.getByRole("button", { name: "OK" }).click();
}

function tomorrow(): string {
  return new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);
}

/** The page renews itself by events, and says how it ended. */
async function over(page: Page, message: string): Promise<void> {
  await expect(page.getByText(message).first()).toBeVisible({ timeout: 60_000 });
}

/** Without a script the person presses the button until it is there. */
async function reloaded(page: Page, wanted: Locator): Promise<void> {
  const again = page.getByRole("link", { name: "最新の状態を表示" });
  await expect(async () => {
    if (!(await wanted.isVisible())) await again.click();
    await expect(wanted).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

function field(page: Page, term: string): Locator {
  return page.locator("dl > div", { has: page.getByText(term, { exact: true }) }).locator("dd");
}

async function examine(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  await fitsNarrowScreens(page);
}
