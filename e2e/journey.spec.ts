import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { openStoredBrowser } from "./browser-store.ts";
import { administrator } from "./portal.ts";
import { signIn, watch } from "./session.ts";

test("a certificate is renewed, downloaded, imported into a second browser and used to sign in", async () => {
  const admin = administrator();
  const authority = path.join(admin.dir, "ca.crt");
  const first = await openStoredBrowser({ authority, pkcs12: admin.pkcs12, passphrase: admin.passphrase });
  const page = await first.context.newPage();
  const errors = watch(page);

  await signIn(page, admin);
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();
  await page.reload();
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();
  await expect(page.getByRole("heading", { name: "システム通知" })).toBeVisible();

  await page.getByRole("link", { name: "テナント情報" }).click();
  await expect(page.getByText("000000014")).toBeVisible();

  await page.getByRole("link", { name: "証明書管理" }).click();
  for (const name of ["最初へ", "前へ", "10", "次へ", "最後へ"])
    await expect(page.getByText(name, { exact: true })).toBeVisible();
  const subject = page.getByRole("link", { name: /^CN=client\d+,O=u00000014$/ }).first();
  const commonName = /client\d+/.exec(await subject.innerText())?.[0] ?? "";
  await subject.click();

  await page.getByRole("button", { name: "証明書更新" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("証明書を更新します。よろしいですか?");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("証明書の更新に成功しました。")).toBeVisible();
  await expect(page.getByRole("button", { name: "証明書更新" })).toHaveCount(0);
  const issuedOn = await shownAt(page, "発行日");
  expect(await shownAt(page, "有効期限")).toBe(issuedOn.replace(/^\d{4}/, (year) => String(Number(year) + 3)));

  const pkcs12 = await download(page, "ダウンロード(p12形式)");
  expect(path.basename(pkcs12)).toBe(`${commonName.replace("client", "").padStart(6, "0")}_JP_u00000014_${commonName}.p12`);
  expect(await download(page, "ダウンロード(zip形式)")).toMatch(/\.zip$/);
  const ca = await download(page, /^ダウンロード\s*（CA証明書）$/);
  expect(new X509Certificate(readFileSync(ca)).subject).toBe("CN=ca");
  await page.getByRole("button", { name: "表示する" }).click();
  const passphrase = await page.locator("code[translate=no]").innerText();

  await page.getByText("編集", { exact: true }).click();
  await page.getByRole("textbox", { name: "備考" }).fill("受付の新しい端末");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("備考を保存しました。")).toBeVisible();
  await expect(page.getByText("受付の新しい端末").first()).toBeVisible();

  await page.locator("summary", { hasText: "u00000014" }).click();
  await page.getByRole("button", { name: "ログアウト" }).click();
  await expect(page.getByText("ログアウトしました。")).toBeVisible();
  await page.goto("/tenants/u00000014");
  await expect(page).toHaveURL(/\/sign-in/);
  expect(errors).toEqual([]);

  const second = await openStoredBrowser({ authority: ca, pkcs12, passphrase });
  const other = await second.context.newPage();
  await signIn(other, admin);
  await expect(other.getByText("ログインに成功しました。")).toBeVisible();
  await second.close();
  await first.close();
});

async function shownAt(page: Page, term: string): Promise<string> {
  return (
    await page
      .locator("dl div, tr")
      .filter({ has: page.getByText(term, { exact: true }) })
      .locator("dd, td")
      .first()
      .innerText()
  ).trim();
}

async function download(page: Page, name: string | RegExp): Promise<string> {
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  const file = await begun;
  const target = test.info().outputPath(file.suggestedFilename());
  await file.saveAs(target);
  return target;
}
