import { administrator } from "./portal.ts";
import { certificateOf, expect, fitsNarrowScreens, signIn, test } from "./session.ts";

test("without JavaScript everything works: sign in, search, renew, password, note, request, sign out", async ({ browser }) => {
  const context = await browser.newContext({ ...certificateOf(administrator()), javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, administrator());
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();

  await page.getByRole("link", { name: "証明書管理" }).click();
  await page.getByRole("link", { name: "2", exact: true }).click();
  await expect(page.getByText(/ 11～20件/)).toBeVisible();
  await page.getByRole("textbox", { name: "CN", exact: true }).fill("client611");
  await page.getByRole("button", { name: "検索する" }).click();
  await page.getByRole("link", { name: "CN=client611,O=u00000014" }).click();

  await page.getByRole("button", { name: "証明書更新" }).click();
  await expect(page.getByText("証明書を更新します。よろしいですか?")).toBeVisible();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("証明書の更新に成功しました。")).toBeVisible();

  await page.getByRole("button", { name: "表示する" }).click();
  await expect(page.locator("code[translate=no]")).toHaveText(/^[\x21-\x7e]{20,}$/);
  await expect(page.getByRole("button", { name: "コピー" })).toBeHidden();

  await page.getByText("編集", { exact: true }).click();
  await page.getByRole("textbox", { name: "備考" }).fill("スクリプトなしの端末");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("備考を保存しました。")).toBeVisible();
  await expect(page.getByText("スクリプトなしの端末").first()).toBeVisible();

  await page.getByRole("link", { name: "一覧に戻る" }).click();
  await page.getByRole("link", { name: "新規発行申請" }).click();
  await page.getByLabel("枚数").fill("51");
  await page.getByRole("textbox", { name: "備考" }).fill("訪問用");
  await page.getByRole("button", { name: "申請する" }).click();
  await expect(page.getByLabel("枚数")).toHaveAccessibleDescription(/50枚まで/);
  await expect(page.getByRole("textbox", { name: "備考" })).toHaveValue("訪問用");
  await page.getByLabel("枚数").fill("1");
  await page.getByRole("button", { name: "申請する" }).click();
  await expect(page.getByText("証明書を発行しました。")).toBeVisible();
  await fitsNarrowScreens(page);

  await page.locator("summary", { hasText: "u00000014" }).click();
  await page.getByRole("button", { name: "ログアウト" }).click();
  await expect(page.getByText("ログアウトしました。")).toBeVisible();
  await context.close();
});
