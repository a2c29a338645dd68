import { readFileSync } from "node:fs";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, auditor, origin } from "./portal.ts";
import { certificateOf, enter, expect, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

const reminder = "クライアント証明書の有効期限が近づいています。";

test("who signs in with a certificate near its end is reminded, until they close it", async ({ browser }) => {
  const ending = await fetchCertificate(await signedIn(administrator()), 604);
  const context = await browser.newContext(certificateOf(ending));
  await enter(context, await signedIn(administrator(), ending));
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByText(reminder)).toBeVisible();
  await expect(page.getByText(/CN=client604,O=u00000014 の有効期限は \d{4}-\d{2}-\d{2}（あと1[78]日）です。/)).toBeVisible();
  await page.getByRole("link", { name: "更新", exact: true }).click();
  await expect(page).toHaveURL(/\/renewal\?from=/);
  await expect(page.getByRole("button", { name: "更新", exact: true })).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "閉じる" }).click();
  await expect(page.getByText(reminder)).toHaveCount(0);
  const closed = (await context.cookies()).find(({ name }) => name.includes("reminder"));
  expect(Math.abs((closed?.expires ?? 0) - Date.now() / 1000 - 86_400), "for a day").toBeLessThan(60);
  await page.reload();
  await expect(page.getByRole("heading", { name: "システム通知" })).toBeVisible();
  await expect(page.getByText(reminder)).toHaveCount(0);
  await context.close();
});

test("an auditor renews the certificate of the terminal like everybody, and is told whom to ask for a program's", async ({
  browser,
}) => {
  const admin = await signedIn(administrator());
  const cases = [
    { number: 607, words: "新しい証明書をこのブラウザにインポートしてください。", links: 1 },
    { number: 609, words: "期限が切れる前に、テナント管理者に更新を依頼してください。", links: 0 },
  ];
  for (const { number, words, links } of cases) {
    const ending = await fetchCertificate(admin, number);
    const context = await browser.newContext(certificateOf(ending));
    await enter(context, await signedIn(auditor(), ending));
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole("link", { name: "更新", exact: true })).toHaveCount(links);
    await context.close();
  }
});

test("a fresh certificate brings no reminder", async ({ admin }) => {
  await admin.goto("/");
  await expect(admin.getByRole("heading", { name: "システム通知" })).toBeVisible();
  await expect(admin.getByText(reminder)).toHaveCount(0);
});

test("the password is copied as it is, without white space", async ({ admin }) => {
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  await admin.goto("/tenants/u00000014/certificates/21");
  await admin.getByRole("button", { name: "表示する" }).click();
  await admin.getByRole("button", { name: "コピー" }).click();
  await expect(admin.getByText("コピーしました")).toBeVisible();
  const file = `${administrator().dir}/client21.pass`;
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toBe(readFileSync(file, "utf8"));
});
