import type { Page } from "@playwright/test";
import { fetchCertificate } from "./fetch-certificate.ts";
import { makeStale } from "./make-stale.ts";
import { administrator, auditor } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { certificateOf, enter, expect, test } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

const place = "/tenants/u00000014";
const saved = "以前の証明書の扱いを保存しました。";
const untilExpiry = "有効期限まで使える";
const after = (days: number) => `新しい証明書が初めて使われてから${days}日後に失効する`;

async function choose(page: Page, label: string): Promise<void> {
  await page.goto(`${place}/certificates/overlap`);
  await page.getByLabel("以前の証明書の扱い").selectOption({ label });
  await page.getByRole("button", { name: "保存する" }).click();
}

test("the page says what would be closed at once; the choice shows on テナント詳細 and at each certificate", async ({
  admin,
}) => {
  await admin.goto(`${place}/certificates`);
  await admin.getByRole("link", { name: "以前の証明書の扱い" }).click();
  await expect(admin.getByRole("alert").filter({ hasText: "複数の端末で使っている" })).toBeVisible();
  // client580 of the demo: its new one is in use since twelve days.
  await expect(
    admin
      .getByRole("term")
      .filter({ hasText: /^7日後/ })
      .locator("+ dd"),
  ).toHaveText("1枚");
  await expect(
    admin
      .getByRole("term")
      .filter({ hasText: /^30日後/ })
      .locator("+ dd"),
  ).toHaveText("0枚");

  await choose(admin, after(30));
  await expect(admin.getByText(saved)).toBeVisible();
  await admin.goto(`${place}/details`);
  await expect(admin.getByText(after(30))).toBeVisible();
  await admin.goto(`${place}/certificates/580`);
  await expect(admin.getByText("更新前の証明書は、次の世代が初めて使われてから30日後に、自動で失効します。")).toBeVisible();
  const former = admin.getByRole("table", { name: "以前の世代" });
  await expect(former.getByRole("columnheader", { name: "失効の予定" })).toBeVisible();
  await expect(former.getByRole("row").last().getByRole("cell").last()).toHaveText(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/);
  await admin.goto(`${place}/log`);
  const entry = admin.getByRole("row").filter({ hasText: "以前の証明書の扱いの変更" }).first();
  await expect(entry).toContainText(untilExpiry);
  await expect(entry).toContainText(after(30));

  await choose(admin, untilExpiry);
  await expect(admin.getByText(saved)).toBeVisible();
  await admin.goto(`${place}/certificates/580`);
  await expect(former.getByRole("columnheader", { name: "失効の予定" })).toHaveCount(0);
  await expect(admin.getByText("更新前の証明書も、有効期限が切れるか失効するまで使えます。")).toBeVisible();
});

test("it takes the password again, without JavaScript, too, and keeps what was chosen", async ({ browser }) => {
  const holder = administrator();
  const context = await browser.newContext({ ...certificateOf(holder), javaScriptEnabled: false });
  await enter(context, await signedIn(holder));
  const page = await context.newPage();
  await makeStale(holder.loginId);
  await choose(page, after(90));
  const field = page.locator("input[name=proofPassword]");
  await expect(field).toBeVisible();
  await expect(page.locator("select[name=days] option:checked")).toHaveText(after(90));
  await field.fill(holder.password);
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText(saved)).toBeVisible();
  await choose(page, untilExpiry);
  await expect(page.getByText(saved)).toBeVisible();
  await context.close();
});

test("who may not change it is not led to it", async ({ open }) => {
  const page = await open(auditor());
  for (const address of ["/certificates", "/details", "/certificates/580"]) {
    await page.goto(place + address);
    await expect(page.locator(`a[href="${place}/certificates/overlap"]`)).toHaveCount(0);
  }
  await page.goto(`${place}/certificates/580`);
  await expect(page.getByText("更新時の暗号方式")).toBeVisible();
  await expect(page.locator("select[name=encryption]")).toHaveCount(0);
});

test("a renewed certificate that nobody uses yet says so, and from its first request on since when it is used", async ({
  admin,
}) => {
  const visitor = await signedIn(administrator());
  const old = await fetchCertificate(visitor, 570);
  const sent = { orcamoId: "u00000014", number: "570", generation: "1" };
  await callAction(visitor, `${place}/certificates/570`, serverAction("renewCertificateAction"), sent);
  await admin.goto(`${place}/certificates/570`);
  await expect(admin.getByText("新しい証明書は、まだどの端末からも使われていません。")).toBeVisible();
  const former = admin.getByRole("table", { name: "以前の世代" }).getByRole("row").last();
  await expect(former.getByRole("cell", { name: "なし", exact: true }), "nor the former one").toHaveCount(1);
  await new Visitor(old).get("/");
  await admin.goto(`${place}/certificates/former`);
  await expect(admin.getByRole("row").filter({ hasText: "client570" })).toContainText("未切り替え");
  await new Visitor(await fetchCertificate(visitor, 570)).get("/");
  await admin.reload();
  await expect(admin.getByRole("row").filter({ hasText: "client570" })).toContainText("切り替え済み");
  await admin.goto(`${place}/certificates/570`);
  await expect(former, "which terminal still uses it is seen").toContainText(/\d{4}\/\d\d\/\d\d \d\d:\d\d/);
  await expect(admin.getByText(/新しい証明書は、\d{4}\/\d\d\/\d\d \d\d:\d\dに初めて使われました。/)).toBeVisible();
  await admin.goto(`${place}/log`);
  const entry = admin.getByRole("row").filter({ hasText: "更新した証明書の初めての利用" }).first();
  await expect(entry).toContainText("client570");
});

test("the sort of file that programs fetch is chosen for each certificate", async ({ admin }) => {
  await admin.goto(`${place}/certificates/571`);
  const row = admin.locator("div:has(> dt:text-is('更新時の暗号方式')) > dd");
  await expect(row.getByText("互換(3DES)").first()).toBeVisible();
  await row.getByText("変更", { exact: true }).click();
  await row.getByLabel("更新時の暗号方式").selectOption({ label: "AES-256" });
  await row.getByRole("button", { name: "保存する" }).click();
  await expect(admin.getByText("暗号方式を保存しました。")).toBeVisible();
  await expect(row.locator("p").first()).toHaveText("AES-256");
  await admin.goto(`${place}/certificates/576`);
  await expect(admin.getByText("更新時の暗号方式"), "an api certificate is not renewed by a program").toHaveCount(0);
});
