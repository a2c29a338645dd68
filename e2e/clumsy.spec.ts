import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { makeStale } from "./make-stale.ts";
import { newUser } from "./new-user.ts";
import { administrator, signInOf, vendor } from "./portal.ts";
import { expect, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

test("without JavaScript a double click on any button ends as one click does", async ({ open }) => {
  test.setTimeout(120_000);
  const user = await newUser("doubled.e2e");
  const page = await open(administrator(), { javaScriptEnabled: false });
  await page.goto(user.address);
  await page.getByText("氏名・フリガナ・メールを編集").click();
  await page.getByLabel("フリガナ").fill("ニドオシ");
  await press(page, "保存する", "ユーザの情報を保存しました。");
  await page.getByText("権限を変更").click();
  await page.getByLabel("権限").selectOption("監査者");
  await press(page, "変更する", "ユーザの権限を変更しました。");
  await page.getByRole("button", { name: "停止" }).click();
  await press(page, "OK", "ユーザを停止しました。");
  await press(page, "再開", "ユーザを再開しました。");
  await signedIn(user);
  await page.reload();
  await press(page, /^終了/, "ログイン中のセッションを終了しました。");
  await page.getByRole("button", { name: "パスワード再設定" }).click();
  await press(page, "OK", "パスワードを再設定しました。");
  await page.goto("/tenants/u00000014/users/password-policy");
  await press(page, "保存する", "パスワードの規則を変更しました。");

  const own = await newUser("changer.e2e");
  const desk = await open(own, { javaScriptEnabled: false });
  await desk.goto("/password");
  await desk.getByLabel(/^現在のパスワード\s*※/).fill(own.password);
  for (const label of [/^新しいパスワード\s*※/, /^新しいパスワード（確認）\s*※/]) {
    await desk.getByLabel(label).fill("four other plain words");
  }
  await press(desk, "変更する", "パスワードを変更しました。");

  const guest = await open(vendor(), { javaScriptEnabled: false });
  await guest.goto("/tenants/u00000452");
  await press(guest, "入る", "テナントに入りました。");
  await press(guest, "退出", "テナントから退出しました。");
});

test("Back after a success shows the form ready again", async ({ admin }) => {
  await admin.goto("/tenants/u00000014/users");
  await admin.getByRole("link", { name: "追加", exact: true }).click();
  for (const [loginId, words] of [
    ["back1.e2e", "ユーザを追加しました。"],
    ["back2.e2e", "ユーザを追加しました。"],
    ["back1.e2e", "ログインID back1.e2e はすでに使われています。"],
  ] as const) {
    if (await admin.getByText("ユーザを追加しました。").isVisible()) await admin.goBack();
    await admin.getByLabel("ログインID").fill(loginId);
    await admin.getByLabel("氏名").fill("戻る");
    await admin.getByLabel("権限").selectOption("一般");
    await admin.getByRole("button", { name: "追加する" }).click();
    await expect(admin.getByText(words)).toBeVisible();
  }
});

test("what another tab has done already is done here, too", async ({ admin, open }) => {
  const { address } = await newUser("tabs.e2e");
  const tabs = [admin, await open(administrator())];
  for (const tab of tabs) await tab.goto(address);
  for (const tab of tabs) {
    await tab.getByRole("button", { name: "停止" }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "OK" }).click();
    await expect(tab.getByText("ユーザを停止しました。")).toBeVisible();
  }
  for (const tab of tabs) {
    await tab.getByRole("button", { name: "再開" }).click();
    await expect(tab.getByText("ユーザを再開しました。")).toBeVisible();
  }
});

test("signed out in one tab, the form in the other leads to signing in", async ({ open }) => {
  const { address } = await newUser("tab.e2e");
  const page = await open(administrator());
  await page.goto(address);
  const other = await page.context().newPage();
  await other.goto(address);
  await page.getByText("氏名・フリガナ・メールを編集").click();
  await page.getByLabel("氏名").fill("失われる");
  await other.locator("summary", { hasText: "u00000014" }).click();
  await other.getByRole("button", { name: "ログアウト" }).click();
  await expect(other.getByText("ログアウトしました。")).toBeVisible();
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a dialog asks for the password in itself, and the file of a new password may be clicked twice", async ({ admin }) => {
  const user = await newUser("stale.e2e");
  const { loginId, password } = administrator();
  await admin.goto(user.address);
  await makeStale(loginId);
  await admin.getByRole("button", { name: "パスワード再設定" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("button", { name: "OK" }).click();
  await dialog.getByLabel(/^パスワード（確認）\s*※/).fill(password);
  await dialog.getByLabel(/^パスワード（確認）\s*※/).press("Enter");
  await expect(admin.getByText("パスワードを再設定しました。")).toBeVisible();
  const [file] = await Promise.all([admin.waitForEvent("download"), admin.getByRole("button", { name: /^受け取る/ }).dblclick()]);
  expect(signInOf(readFileSync(await file.path(), "utf8")).loginId).toBe(user.loginId);
});

async function press(page: Page, name: string | RegExp, words: string): Promise<void> {
  await page.getByRole("button", { name }).first().dblclick();
  await expect(page.getByText(words)).toBeVisible();
}
