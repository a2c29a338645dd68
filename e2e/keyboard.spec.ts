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
