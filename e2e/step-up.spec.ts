import { makeStale } from "./make-stale.ts";
import { administrator } from "./portal.ts";
import { certificateOf, enter, expect, fitsNarrowScreens, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

const place = "/tenants/u00000014";
/** Its label names the box beside it, too. */
const again = "input[name=proofPassword]";

test("a form asks for the password in itself, keeps what was chosen, and goes on with the right one", async ({ admin }) => {
  const { loginId, password } = administrator();
  await makeStale(loginId);
  await admin.goto(`${place}/certificates/506/revoke`);
  const reason = admin.getByLabel("理由");
  await reason.selectOption({ label: "端末を使わなくなった" });
  await admin.getByRole("button", { name: "OK" }).click();

  const field = admin.locator(again);
  await expect(field).toBeFocused();
  await expect(admin.getByRole("alert").filter({ hasText: "もう一度入力してください" })).toBeVisible();
  await expect(reason.locator("option:checked")).toHaveText("端末を使わなくなった");
  await fitsNarrowScreens(admin);

  await field.fill("not the password");
  await admin.getByRole("button", { name: "OK" }).click();
  await expect(admin.getByText("パスワードが違います。")).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("");
  await expect(reason.locator("option:checked")).toHaveText("端末を使わなくなった");

  await admin.goto(`${place}/certificates/506`);
  await admin.getByRole("button", { name: "表示する" }).click();
  await field.fill(password);
  await admin.getByRole("button", { name: "表示する" }).click();
  await expect(admin.locator("code[translate=no]")).toHaveText(/^[\x21-\x7e]{20,}$/);
  await admin.reload();
  await admin.getByRole("button", { name: "表示する" }).click();
  await expect(admin.locator("code[translate=no]"), "and not again for ten minutes").toBeVisible();
});

test("without JavaScript, too; a download asks on a page of its own, and the rows chosen before are chosen after", async ({
  browser,
}) => {
  const holder = administrator();
  const context = await browser.newContext({ ...certificateOf(holder), javaScriptEnabled: false });
  await enter(context, await signedIn(holder));
  const page = await context.newPage();

  await makeStale(holder.loginId);
  await page.goto(`${place}/certificates/506/revoke`);
  await page.getByLabel("理由").selectOption({ label: "端末を使わなくなった" });
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.locator(again)).toBeVisible();
  await expect(page.getByLabel("理由").locator("option:checked")).toHaveText("端末を使わなくなった");

  await page.goto(`${place}/certificates?page=2`);
  const boxes = page.getByRole("checkbox", { name: /^CN=client/ });
  const chosen = await boxes.nth(1).getAttribute("value");
  await boxes.nth(1).check();
  await boxes.nth(3).check();
  await page.getByRole("button", { name: "一括ダウンロード" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("パスワードの確認");
  await page.getByRole("button", { name: "確認する" }).click();
  await expect(page.getByText("パスワードを入力してください。").first()).toBeVisible();
  await page.locator(again).fill("not the password");
  await page.getByRole("button", { name: "確認する" }).click();
  await expect(page.getByText("パスワードが違います。")).toBeVisible();
  await expect(page.locator(again)).toHaveCount(1);
  await page.locator(again).fill(holder.password);
  await page.getByRole("button", { name: "確認する" }).click();

  await expect(page.getByText("「一括ダウンロード」をもう一度押してください。")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("page")).toBe("2");
  await expect(page.locator("input[name=chosen]:checked")).toHaveCount(2);
  await expect(page.locator(`input[name=chosen][value="${chosen}"]`)).toBeChecked();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "一括ダウンロード" }).click();
  expect((await download).suggestedFilename()).toMatch(/^u00000014_certificates_\d{8}\.zip$/);
  await context.close();
});

test("the zip of one certificate, which holds its password, asks; the p12 alone does not; nobody is led elsewhere", async () => {
  const holder = administrator();
  const visitor = await signedIn(holder);
  await makeStale(holder.loginId);
  expect((await visitor.get(`${place}/certificates/506/p12`)).status).toBe(200);
  const asked = await visitor.get(`${place}/certificates/506/zip`);
  expect(asked.status).toBe(303);
  expect(new URL(asked.location).searchParams.get("back")).toBe(`${place}/certificates/506`);
  for (const elsewhere of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
    const { text } = await visitor.get(`/proof?back=${encodeURIComponent(elsewhere)}`);
    expect(text).toContain("パスワードの確認");
    expect(text).not.toMatch(/(?:href|value)="[^"]*evil/);
    expect(text).not.toMatch(/(?:href|value)="javascript/);
  }
});
