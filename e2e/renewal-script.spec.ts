import path from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type Application, openApplication } from "./application.ts";
import { openStoredBrowser, type StoredBrowser } from "./browser-store.ts";
import { examine } from "./examine.ts";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, applicationOrigin, otherAdministrator, strangerOrigin } from "./portal.ts";
import { watch } from "./session.ts";
import { type Certificate, signedIn } from "./visitor.ts";

/** The portal's script in the page of another application, in a browser with a store of its own (NSS). */
const words = "クライアント証明書の有効期限が近づいています。";
let application: Application;

test.beforeAll(async () => {
  application = await openApplication();
});

test.afterAll(() => application[Symbol.asyncDispose]());

test("another application's page shows the banner, which leads to the renewal and back", async () => {
  const { page, errors, browser } = await openWith(await ending());
  await page.goto(applicationOrigin);
  await expect(page.getByRole("region", { name: "クライアント証明書の有効期限" }).getByRole("alert")).toHaveText(words);
  await examine(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.screenshot({ path: test.info().outputPath("banner.png") });

  await page.getByRole("link", { name: "業務開始" }).focus();
  await expectFocus(page, "Shift+Tab", page.getByRole("button", { name: "閉じる" }));
  await expectFocus(page, "Shift+Tab", page.getByRole("link", { name: "更新" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/renewal\?from=/);
  await expect(page.getByText(words)).toBeVisible();
  await page.getByRole("link", { name: "閉じる" }).click();
  await expect(page).toHaveURL(`${applicationOrigin}/`);
  await expect(page.getByText(words)).toBeVisible();
  expect(errors).toEqual([]);
  await browser.close();
});

test("from the banner to the new certificate in a second browser, which is reminded of nothing", async () => {
  const old = await fetchCertificate(await signedIn(otherAdministrator()), 1425, "u00000452");
  const { page, errors, browser } = await openWith(old);
  await page.goto(applicationOrigin);
  await page.getByRole("link", { name: "更新", exact: true }).click();
  await page.getByRole("button", { name: "更新", exact: true }).click();
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: /^こちら/ }).click();
  const pkcs12 = test.info().outputPath((await begun).suggestedFilename());
  await (await begun).saveAs(pkcs12);
  await page.getByRole("link", { name: /^次へ/ }).click();
  await page.getByRole("button", { name: "確認する" }).click();
  const passphrase = await page.locator("code[translate=no]").innerText();
  await page.getByRole("link", { name: "元の画面に戻る" }).click();
  await expect(page).toHaveURL(`${applicationOrigin}/`);
  await expect(page.getByText(words), "the old one still ends soon").toBeVisible();
  expect(errors).toEqual([]);
  await browser.close();

  const second = await openWith({ pkcs12, passphrase });
  const asked = second.page.waitForResponse(/\/api\/cert$/);
  await second.page.goto(applicationOrigin, { waitUntil: "networkidle" });
  expect((await asked).status()).toBe(200);
  await expect(second.page.getByText(words)).toHaveCount(0);
  expect(second.errors).toEqual([]);
  await second.browser.close();
});

test("閉じる keeps the banner of that certificate away for a day", async () => {
  const { page, errors, browser } = await openWith(await ending());
  await page.goto(applicationOrigin);
  await page.getByRole("button", { name: "閉じる" }).press("Enter");
  await expect(page.getByText(words)).toHaveCount(0);
  const closed = Date.now();
  for (const hours of [0, 23.9]) {
    await page.clock.setFixedTime(closed + hours * 3_600_000);
    await page.reload({ waitUntil: "networkidle" });
    await expect(page.getByText(words)).toHaveCount(0);
  }
  const key = "orcamo-certificate-renewal";
  const kept = await page.evaluate((name) => localStorage.getItem(name) ?? "", key);
  await page.evaluate(([name, text]) => localStorage.setItem(name, text), [
    key,
    kept.replace(/^\S+/, "2030-01-01T00:00:00.000Z"),
  ] as const);
  await page.reload();
  await expect(page.getByText(words), "another certificate's").toBeVisible();
  await page.evaluate(([name, text]) => localStorage.setItem(name, text), [key, kept] as const);
  await page.clock.setFixedTime(closed + 24.1 * 3_600_000);
  await page.reload();
  await expect(page.getByText(words)).toBeVisible();
  expect(errors).toEqual([]);
  await browser.close();
});

test("nothing is shown when nothing is due", async () => {
  const { page, errors, browser } = await openWith(administrator());
  const asked = page.waitForResponse(/\/api\/cert$/);
  await page.goto(applicationOrigin, { waitUntil: "networkidle" });
  expect((await asked).status()).toBe(200);
  await expect(page.getByText(words)).toHaveCount(0);
  expect(errors).toEqual([]);
  await browser.close();
});

test("nothing is shown when the certificate ends and cannot be renewed here", async () => {
  const { page, errors, browser } = await openWith(await fetchCertificate(await signedIn(administrator()), 609));
  const asked = page.waitForResponse(/\/api\/cert$/);
  await page.goto(applicationOrigin, { waitUntil: "networkidle" });
  expect(await (await asked).json()).toMatchObject({ due: true, renewable: false });
  await expect(page.getByText(words)).toHaveCount(0);
  expect(errors).toEqual([]);
  await browser.close();
});

test("nothing is shown on the page of an application that is not listed, which learns nothing", async () => {
  const { page, errors, browser } = await openWith(await ending());
  await page.goto(strangerOrigin, { waitUntil: "networkidle" });
  await expect(page.getByRole("heading", { name: "マスターメニュー" })).toBeVisible();
  await expect(page.getByText(words)).toHaveCount(0);
  // What Chromium says by itself of an answer that the page may not read.
  expect(errors.filter((error) => !/blocked by CORS policy|net::ERR_FAILED/.test(error))).toEqual([]);
  expect(errors.length).toBeGreaterThan(0);
  await browser.close();
});

async function ending(): Promise<Certificate> {
  return fetchCertificate(await signedIn(administrator()), 603);
}

async function openWith(certificate: Certificate): Promise<{ page: Page; errors: string[]; browser: StoredBrowser }> {
  const authority = path.join(administrator().dir, "ca.crt");
  const browser = await openStoredBrowser({ ...certificate, authority, application: application.certificate });
  const page = await browser.context.newPage();
  return { page, errors: watch(page), browser };
}

/** The key moves the focus to the control, where it is seen. */
async function expectFocus(page: Page, key: string, control: Locator): Promise<void> {
  await page.keyboard.press(key);
  await expect(control).toBeFocused();
  await expect(control).toHaveCSS("outline-style", "solid");
}
