import { readFileSync } from "node:fs";
import type { Download } from "@playwright/test";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { registerTenant, unpackCertificate, unpackHandOut } from "./new-tenant.ts";
import { operator } from "./portal.ts";
import { certificateOf, expect, fitsNarrowScreens, signIn, test } from "./session.ts";
import { tabTo } from "./tab-to.ts";
import { signedIn, Visitor } from "./visitor.ts";

const consoleTenant = (orcamoId: string) => `/operator/tenants/${orcamoId}`;

test("a clinic is registered after some mistakes, handed out once, and its administrator gets in with what was handed out", async ({
  browser,
  open,
}) => {
  const page = await open(operator());
  await page.goto("/operator/tenants");
  await page.getByRole("link", { name: "テナントの登録" }).click();
  const typed = {
    "ORCAMO ID": "u00000014",
    名称: "Ｅ２Ｅ医院",
    保守: "毎週火曜日",
    医療機関ID: "1312345",
    サーバ管理ベンダー: "v00000001",
    ログインID: "admin014",
    氏名: "山田花子",
    フリガナ: "ヤマダハナコ",
    メール: "yamada",
  };
  for (const [label, text] of Object.entries(typed)) await page.getByRole("textbox", { name: label }).fill(text);
  await page.getByRole("checkbox", { name: "日レセ管理画面" }).check();
  await page.getByLabel("テナント-DB接続").selectOption("1");
  const register = page.getByRole("button", { name: "登録する" });

  await register.click();
  await expect(page.getByRole("textbox", { name: "メール" })).toHaveAccessibleDescription(/メールアドレスを正しい形/);
  await expectKept(typed);
  await change("メール", "yamada@example.jp");
  await register.click();
  await expect(page.getByRole("alert").first()).toContainText("ORCAMO ID u00000014 はすでに登録されています。");
  await expectKept(typed);
  await change("ORCAMO ID", "u00000901");
  await register.click();
  await expect(page.getByRole("alert").first()).toContainText("ログインID admin014 はすでに使われています。");
  await expectKept(typed);
  const visitor = await signedIn(operator());
  expect((await visitor.get(consoleTenant("u00000901"))).status, "nothing half done").toBe(404);

  await change("ログインID", "admin.e2e");
  await register.click();
  await expect(page.getByText("テナントを登録しました。")).toBeVisible();
  await fitsNarrowScreens(page);
  const address = new URL(page.url()).pathname;
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: /受け取る/ }).click();
  const zip = await bytesOf(await saving);
  await page.reload();
  await expect(page.getByText("受け取り済みです。")).toBeVisible();
  const again = await visitor.post(`${address}/file`, {});
  expect((await visitor.get(consoleTenant("u00000901"))).text).toContain("1312345");
  expect(again.location, "not in another session, be it of the same person").toContain("refusal=HAND_OUT_GONE");

  const handOut = unpackHandOut(zip, "u00000901");
  const context = await browser.newContext(certificateOf(handOut));
  const first = await context.newPage();
  await signIn(first, handOut);
  await expect(first.getByText("はじめにパスワードを変更してください。")).toBeVisible();
  await first.goto("/tenants/u00000901/certificates");
  await expect(first, "nothing else opens").toHaveURL(/\/password$/);
  const next = "correct horse battery";
  for (const [name, text] of Object.entries({ current: handOut.password, next, again: next })) {
    await first.locator(`input[name=${name}]`).fill(text);
  }
  await first.getByRole("button", { name: "変更する" }).click();
  await expect(first.getByText("パスワードを変更しました。")).toBeVisible();
  await first.goto("/tenants/u00000901/details");
  for (const text of ["E2E医院", "毎週火曜日", "日レセ管理画面", "ORCAMOテストベンダー"]) {
    await expect(first.getByRole("main").getByText(text).first(), text).toBeVisible();
  }
  await first.goto("/tenants/u00000901/certificates?status=all");
  await expect(first.getByRole("link", { name: /CN=(client|db)/ })).toHaveCount(2);
  await context.close();

  async function change(label: keyof typeof typed, text: string): Promise<void> {
    typed[label] = text;
    await page.getByRole("textbox", { name: label }).fill(text);
  }

  async function expectKept(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await expect(page.getByRole("textbox", { name: label }), label).toHaveValue(text);
    }
    await expect(page.getByRole("checkbox", { name: "日レセ管理画面" })).toBeChecked();
    await expect(page.getByLabel("テナント-DB接続")).toHaveValue("1");
  }
});

test("of two operators who change the same clinic the second is told, and writes nothing over", async ({ open }) => {
  await registerTenant(await signedIn(operator()), "u00000902");
  const [one, other] = [await open(operator()), await open(operator())];
  for (const page of [one, other]) {
    await page.goto(consoleTenant("u00000902"));
    await page.getByRole("link", { name: "変更", exact: true }).click();
  }
  await one.getByLabel("保守").fill("一人目");
  await one.getByRole("button", { name: "保存する" }).click();
  await expect(one.getByText("テナントの内容を保存しました。")).toBeVisible();
  await other.getByLabel("保守").fill("二人目");
  await other.getByRole("button", { name: "保存する" }).click();
  await expect(other.getByText(refusalSentence("TENANT_CHANGED"))).toBeVisible();
  await expect(other.getByLabel("保守")).toHaveValue("二人目");
  await other.reload();
  await expect(other.getByLabel("保守")).toHaveValue("一人目");
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a clinic is stopped, and whoever is in is out; it is resumed; it is closed for good; ${how}`, async ({ open }) => {
    const orcamoId = javaScriptEnabled ? "u00000903" : "u00000904";
    const clinic = await registerTenant(await signedIn(operator()), orcamoId);
    const inside = await open(clinic);
    await inside.goto("/");
    await expect(inside.getByRole("heading", { name: "システム通知" })).toBeVisible();

    const page = await open(operator(), { javaScriptEnabled });
    await page.goto(consoleTenant(orcamoId));
    await page.getByRole("link", { name: "停止" }).click();
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("理由を入力してください。").first()).toBeVisible();
    await page.getByLabel("理由").fill("利用料の確認のため");
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("テナントを停止しました。")).toBeVisible();
    await expect(page.getByText("利用料の確認のため")).toBeVisible();

    await inside.getByRole("link", { name: "証明書管理" }).click();
    await expect(inside.getByRole("heading", { level: 1 })).toHaveText("この証明書のテナントは現在ご利用いただけません");
    expect((await new Visitor(clinic).get("/sign-in")).status).toBe(403);

    await page.getByRole("button", { name: "再開" }).click();
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("テナントを再開しました。")).toBeVisible();
    await inside.goto(`/tenants/${orcamoId}`);
    await expect(inside.getByLabel("ログインID"), "the old session stays closed").toBeVisible();
    await signIn(inside, clinic);
    await expect(inside.getByText("ログインに成功しました。")).toBeVisible();
    await inside.goto(`/tenants/${orcamoId}/log`);
    await expect(inside.getByText("利用料の確認のため").first()).toBeVisible();

    await page.goto(`${consoleTenant(orcamoId)}/close`);
    await expect(page.getByText(refusalSentence("TENANT_NOT_STOPPED"))).toBeVisible();
    await page.goto(`${consoleTenant(orcamoId)}/stop`);
    await page.getByLabel("理由").fill("閉院");
    await page.getByRole("button", { name: "OK" }).click();
    await page.getByRole("link", { name: "解約" }).click();
    await page.getByLabel("ORCAMO ID").fill("u00000014");
    await page.getByLabel("理由").fill("閉院のため");
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByLabel("ORCAMO ID")).toHaveAccessibleDescription(/一致しません/);
    await expect(page.getByLabel("理由")).toHaveValue("閉院のため");
    await page.getByLabel("ORCAMO ID").fill(orcamoId);
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("テナントを解約しました。")).toBeVisible();
    await expect(page.getByRole("link", { name: /^(変更|停止|解約|テナントに入る)$/ })).toHaveCount(0);
    await fitsNarrowScreens(page);

    const afterwards = await new Visitor(clinic).get("/");
    expect(afterwards.status).toBe(403);
    expect(afterwards.text).toMatch(/証明書は失効しています|現在ご利用いただけません/);
    await page.goto(`/tenants/${orcamoId}/enter`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("ページが見つかりません");
  });
}

test("a clinic without a certificate that works is rescued: a person was identified, and both logs say so", async ({ open }) => {
  const orcamoId = "u00000905";
  const clinic = await registerTenant(await signedIn(operator()), orcamoId);
  const page = await open(operator());
  await page.goto(consoleTenant(orcamoId));
  await page.getByRole("link", { name: "証明書の緊急発行" }).click();
  await page.getByLabel("確認した相手").fill("院長 山田花子");
  await page.getByLabel("理由").fill("端末の故障");
  await page.getByRole("button", { name: "発行する" }).click();
  await expect(page.getByLabel("本人確認の方法")).toHaveAccessibleDescription(/選択してください/);
  await expect(page.getByLabel("確認した相手")).toHaveValue("院長 山田花子");
  await page.getByLabel("本人確認の方法").selectOption({ label: "電話の折り返し" });
  await page.getByRole("button", { name: "発行する" }).click();
  await expect(page.getByText("証明書を発行しました。")).toBeVisible();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: /受け取る/ }).click();
  const rescued = { ...clinic, ...unpackCertificate(await bytesOf(await saving), `${orcamoId}-rescued`) };
  const visitor = await signedIn(rescued);
  const log = await visitor.get(`/tenants/${orcamoId}/log`);
  for (const text of ["院長 山田花子", "端末の故障", "電話の折り返し"]) expect(log.text).toContain(text);
  const own = await signedIn(operator());
  expect((await own.get("/tenants/o00000001/log")).text).toContain("院長 山田花子");
});

test("registering needs no mouse", async ({ open }) => {
  const page = await open(operator());
  await page.goto("/operator/tenants/new?kind=vendor");
  const typed = { "ORCAMO ID": "v00000901", 名称: "E2Eベンダー", ログインID: "vendor.e2e", 氏名: "高橋一郎" };
  for (const [label, text] of Object.entries(typed)) {
    await tabTo(page, label);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  }
  await tabTo(page, "登録する");
  await page.keyboard.press("Enter");
  await expect(page.getByText("テナントを登録しました。")).toBeVisible();
  const saving = page.waitForEvent("download");
  await tabTo(page, "受け取る\n（v00000901.zip）");
  await page.keyboard.press("Enter");
  expect((await saving).suggestedFilename()).toBe("v00000901.zip");
});

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}
