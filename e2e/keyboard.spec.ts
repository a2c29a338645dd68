import { newUser } from "./new-user.ts";
import { administrator } from "./portal.ts";
import { certificateOf, expect, test } from "./session.ts";
import { tabTo } from "./tab-to.ts";

test("signing in and renewing need no mouse, and the focus is always seen", async ({ browser }) => {
  const admin = administrator();
  const context = await browser.newContext(certificateOf(admin));
  const page = await context.newPage();
  await page.goto("/");
  await tabTo(page, "ログインID");
  await page.keyboard.type(admin.loginId);
  await tabTo(page, "パスワード");
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();

  await page.goto("/tenants/u00000014/certificates/612");
  await tabTo(page, "証明書更新");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "証明書更新" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, "OK");
  await page.keyboard.press("Enter");
  await expect(page.getByText("証明書の更新に成功しました。")).toBeVisible();
  await context.close();
});

test("a refused form takes the focus to its summary, whose link leads to the field", async ({ admin }) => {
  await admin.goto("/tenants/u00000014/certificates/new");
  await admin.getByLabel("枚数").fill("51");
  await admin.getByLabel("枚数").press("Enter");
  await expect(admin.getByRole("alert").filter({ hasText: "入力内容を確認してください。" })).toBeFocused();
  await admin.keyboard.press("Tab");
  await admin.keyboard.press("Enter");
  await expect(admin.getByLabel("枚数")).toBeFocused();
});

test("adding a user, taking the file and stopping somebody need no mouse", async ({ admin }) => {
  await admin.goto("/tenants/u00000014/users/new");
  await tabTo(admin, "ログインID");
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("alert").filter({ hasText: "入力内容を確認してください。" })).toBeFocused();
  await admin.keyboard.press("Tab");
  await admin.keyboard.press("Enter");
  await expect(admin.getByLabel("ログインID")).toBeFocused();
  await admin.keyboard.type("keys.e2e");
  await tabTo(admin, "氏名");
  await admin.keyboard.type("鍵盤");
  await tabTo(admin, "権限");
  await admin.keyboard.press("End");
  await expect(admin.getByLabel("権限").locator("option:checked")).toHaveText("一般");
  await tabTo(admin, "追加する");
  await admin.keyboard.press("Enter");
  await expect(admin.getByText("ユーザを追加しました。")).toBeVisible();
  await tabTo(admin, /^受け取る/);
  await Promise.all([admin.waitForEvent("download"), admin.keyboard.press("Enter")]);

  await admin.goto((await newUser("leaver.e2e")).address);
  await tabTo(admin, "停止");
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("dialog")).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(admin.getByRole("button", { name: "停止" })).toBeFocused();
  await admin.keyboard.press("Enter");
  await tabTo(admin, "OK");
  await admin.keyboard.press("Enter");
  await expect(admin.getByText("ユーザを停止しました。")).toBeVisible();
});
