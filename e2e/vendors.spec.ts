import type { Page } from "@playwright/test";
import { vendor } from "./portal.ts";
import { expect, fitsNarrowScreens, test } from "./session.ts";

const clinic = "/tenants/u00000014";

test("a clinic entrusts a vendor, who enters and does what its kind may, until the clinic withdraws", async ({ admin, open }) => {
  test.setTimeout(120_000);
  await admin.goto(`${clinic}/details`);
  await admin.getByRole("link", { name: /^変更\s*（一般ベンダー）$/ }).click();
  await admin.getByRole("button", { name: "確認する" }).click();
  await expect(admin.getByLabel("区分")).toHaveAccessibleDescription(/区分を選択してください。/);
  await admin.getByLabel("ベンダーのORCAMO ID").fill("v99999999");
  await admin.getByLabel("区分").selectOption("一般ベンダー");
  await admin.getByRole("button", { name: "確認する" }).click();
  await expect(admin.getByText("このORCAMO IDのベンダーは見つかりません。")).toBeVisible();
  await expect(admin.getByLabel("ベンダーのORCAMO ID")).toHaveValue("v99999999");
  await expect(admin.getByLabel("区分").locator("option:checked")).toHaveText("一般ベンダー");
  await fitsNarrowScreens(admin);
  await entrust(admin, "一般ベンダー");

  const page = await open(vendor());
  await page.goto("/");
  await page.getByRole("link", { name: "担当テナント" }).click();
  await page.getByRole("link", { name: "ORCAサポートセンタ" }).click();
  await enter(page);
  await fitsNarrowScreens(page);
  await expect(tabs(page)).toHaveText(["TOP", "テナント情報", "証明書管理"]);
  await page.goto(`${clinic}/certificates`);
  await expect(page.getByRole("link", { name: "新規発行申請" })).toHaveCount(0);
  await page.getByRole("button", { name: "退出" }).dblclick();
  await expect(page.getByText("テナントから退出しました。")).toBeVisible();

  await entrust(admin, "サーバ管理ベンダー");
  await page.goto(`${clinic}/certificates/510`);
  await enter(page);
  await expect(page).toHaveURL(/\/certificates\/510/);
  await expect(page.getByRole("button", { name: "証明書更新" })).toBeVisible();
  await expect(page.getByRole("button", { name: "失効" })).toHaveCount(0);
  await page.goto(`${clinic}/users`);
  await expect(page.getByText("この操作をおこなう権限がありません。")).toBeVisible();

  await withdraw(admin, "一般ベンダー");
  await page.goto(`${clinic}/certificates/510`);
  await expect(page.getByRole("button", { name: "証明書更新" }), "still entrusted as the other kind").toBeVisible();
  await withdraw(admin, "サーバ管理ベンダー");
  await page.getByRole("button", { name: "証明書更新" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("証明書の更新に成功しました。")).toHaveCount(0);
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  await page.goto(clinic);
  await expect(band(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("TOP");
  await page.goto("/");
  await page.getByRole("link", { name: "担当テナント" }).click();
  await expect(page.getByRole("link", { name: "ORCAサポートセンタ" })).toHaveCount(0);

  await expectLogged(admin, "visits:open", /所属組織: v00000001.*高橋/);
  await expectLogged(admin, "visits:close", /vendor001/);
  await expectLogged(admin, "entrustments:entrust", /v00000001.*サーバ管理ベンダー/);
  await expectLogged(admin, "entrustments:withdraw", /v00000001.*サーバ管理ベンダー/);
});

const tabs = (page: Page) => page.getByRole("navigation", { name: "メインメニュー" }).getByRole("link");
const band = (page: Page) => page.getByRole("region", { name: "他のテナントで作業中" });

async function entrust(page: Page, kind: string): Promise<void> {
  await page.goto(`${clinic}/entrustments`);
  // In full width, as a Japanese keyboard writes it.
  await page.getByLabel("ベンダーのORCAMO ID").fill("Ｖ０００００００１");
  await page.getByLabel("区分").selectOption(kind);
  await page.getByRole("button", { name: "確認する" }).dblclick();
  await expect(page.getByText("ORCAMOテストベンダーに委託します。よろしいですか?")).toBeVisible();
  await page.getByRole("button", { name: "OK" }).dblclick();
  await expect(page.getByText("ベンダーへの委託を登録しました。")).toBeVisible();
  await expect(page.getByRole("row", { name: new RegExp(`^ORCAMOテストベンダー.*${kind}`) })).toHaveCount(1);
}

async function withdraw(page: Page, kind: string): Promise<void> {
  await page.goto(`${clinic}/entrustments`);
  await page.getByRole("button", { name: new RegExp(`^解除\\s*（ORCAMOテストベンダー ${kind}）$`) }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).dblclick();
  await expect(page.getByText("ベンダーへの委託を解除しました。")).toBeVisible();
}

async function enter(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "テナントに入る" })).toBeVisible();
  await page.getByRole("button", { name: "入る" }).dblclick();
  await expect(page.getByText("テナントに入りました。")).toBeVisible();
  await expect(band(page)).toContainText("ORCAMOテストベンダー の 高橋 としてこのテナントで作業しています。");
}

async function expectLogged(page: Page, action: string, words: RegExp): Promise<void> {
  await page.goto(`${clinic}/log?action=${action}`);
  await expect(page.getByRole("row").nth(1)).toContainText(words);
}
