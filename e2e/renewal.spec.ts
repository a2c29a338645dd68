import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import type { Page } from "@playwright/test";
import { examine } from "./examine.ts";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, applicationOrigin, operator, strangerOrigin, vendor } from "./portal.ts";
import { certificateOf, expect, test, watch } from "./session.ts";
import { tabTo } from "./tab-to.ts";
import { type Certificate, signedIn, Visitor } from "./visitor.ts";

const words = "クライアント証明書の有効期限が近づいています。";

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`who has a certificate and no account renews it, ${how} JavaScript`, async ({ browser }) => {
    const old = await take(javaScriptEnabled ? 617 : 618);
    const context = await browser.newContext({ ...certificateOf(old), javaScriptEnabled });
    const page = await context.newPage();
    const errors = watch(page);
    await page.goto("/renewal");
    await expect(page.getByText(words)).toBeVisible();
    if (javaScriptEnabled) await examine(page);
    await page.getByRole("button", { name: "更新", exact: true }).click();

    await expect(page).toHaveURL(/\/renewal\/save\?/);
    await expect(page.getByText("証明書の更新に成功しました。")).toBeVisible();
    if (javaScriptEnabled) await examine(page);
    const pkcs12 = await download(page);
    await page.getByRole("link", { name: /^次へ/ }).click();

    await expect(page.getByRole("heading", { name: "重要" })).toBeVisible();
    await expect(page.getByText("必ずクライアント証明書と一緒に保管してください。")).toBeVisible();
    await expect(page.getByText("証明書とパスワードは外部媒体などにもバックアップしてください。")).toBeVisible();
    await page.getByRole("button", { name: "確認する" }).click();
    const passphrase = await page.locator("code[translate=no]").innerText();
    if (javaScriptEnabled) await examine(page);
    const renewed = { pkcs12, passphrase };
    const [before, after] = [read(old), read(renewed)];
    expect(after.subject).toBe(before.subject);
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.validToDate.getTime() - before.validToDate.getTime()).toBeGreaterThan(2 * 365 * 86_400_000);

    // Back, and again: the same one, however often it is asked for.
    await page.goto("/renewal");
    await expect(page.getByText(/^(?:お知らせ: )?この証明書は更新済みです。/)).toBeVisible();
    if (javaScriptEnabled) await examine(page);
    await page.getByRole("link", { name: "新しい証明書を受け取る" }).click();
    await expect(page).toHaveURL(/\/renewal\/save$/);
    expect(read({ pkcs12: await download(page), passphrase }).serialNumber).toBe(after.serialNumber);
    expect(errors).toEqual([]);
    await context.close();

    await expectAdvice(renewed, /発行されたばかりの新しい証明書です。.*更新の必要はありません。/s);
  });
}

test("a double click, and the back button, make one successor", async ({ browser, admin }) => {
  const context = await browser.newContext(certificateOf(await take(613)));
  const page = await context.newPage();
  await page.goto("/renewal");
  await page.getByRole("button", { name: "更新", exact: true }).dblclick();
  await expect(page).toHaveURL(/\/renewal\/save\?/);
  await page.goBack();
  await expect(page.getByRole("link", { name: "新しい証明書を受け取る" })).toBeVisible();
  await context.close();
  await admin.goto("/tenants/u00000014/certificates/613");
  const earlier = admin.getByRole("table", { name: "以前の世代" }).getByRole("row");
  await expect(earlier, "the heading and one earlier generation").toHaveCount(2);
});

test("the renewal needs no mouse, and leads back to the application that it came from", async ({ browser }) => {
  const context = await browser.newContext(certificateOf(await take(521)));
  const page = await context.newPage();
  await page.goto(`/renewal?from=${encodeURIComponent(applicationOrigin)}`);
  await expect(page.getByText("この証明書は更新できます。")).toBeVisible();
  await tabTo(page, "更新");
  await page.keyboard.press("Enter");
  await expect(page.getByText("証明書の更新に成功しました。")).toBeVisible();
  await tabTo(page, /^こちら/);
  await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  await tabTo(page, /^次へ/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/renewal\/password\?/);
  await tabTo(page, /^確認する/);
  await page.keyboard.press("Enter");
  await expect(page.locator("code[translate=no]")).toBeVisible();
  await expect(page.getByRole("link", { name: "元の画面に戻る" })).toHaveAttribute("href", `${applicationOrigin}/`);
  await context.close();
});

test("nobody is led to an application that is not listed", async ({ browser }) => {
  const context = await browser.newContext(certificateOf(administrator()));
  const page = await context.newPage();
  for (const from of [strangerOrigin, "https://evil.example", "javascript:alert(1)", `${applicationOrigin}@evil.example`]) {
    await page.goto(`/renewal?from=${encodeURIComponent(from)}`);
    await expect(page.getByRole("link", { name: "閉じる" })).toHaveAttribute("href", "/");
  }
  await context.close();
});

test("whose certificate is not to be renewed here is told what to do instead", async () => {
  await expectAdvice(await take(516), /api516は更新対象外の証明書です。「新規発行申請」で/);
  await expectAdvice(vendor(), /ログインし、「証明書管理」から/);
  await expectAdvice(operator(), /ログインし、「証明書管理」から/);
  await expectAdvice(await take(531), /この証明書は更新できます。.*今から更新することもできます。/s);
  const expired = await new Visitor(await take(632)).get("/renewal");
  expect(expired.status).toBe(403);
  expect(expired.text).toContain("証明書の有効期限が切れています");
});

test("who has renewed nothing finds nothing to save", async () => {
  const visitor = new Visitor(await take(541));
  for (const page of ["/renewal/save", "/renewal/password"]) {
    expect((await visitor.get(page)).text).toContain("受け取る新しい証明書がありません");
  }
  expect((await visitor.get("/renewal/p12")).status).toBe(404);
});

async function take(number: number): Promise<Certificate> {
  return fetchCertificate(await signedIn(administrator()), number);
}

async function expectAdvice(certificate: Certificate, advice: RegExp): Promise<void> {
  const { status, text } = await new Visitor(certificate).get("/renewal");
  expect(status).toBe(200);
  expect(text.replace(/<[^>]+>/g, "")).toMatch(advice);
}

async function download(page: Page): Promise<string> {
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: /^こちら/ }).click();
  const file = await begun;
  expect(file.suggestedFilename()).toMatch(/^\d{6}_JP_u00000014_client\d+\.p12$/);
  const target = test.info().outputPath(`${Math.random()}.p12`);
  await file.saveAs(target);
  return target;
}

/** As another engine reads the file. */
function read({ pkcs12, passphrase }: Certificate): X509Certificate {
  const options = ["-in", pkcs12, "-passin", `pass:${passphrase}`, "-nokeys", "-clcerts", "-legacy"];
  return new X509Certificate(execFileSync("openssl", ["pkcs12", ...options]));
}
