import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { allRoutes } from "#tests/routes.ts";
import { makeStale } from "./make-stale.ts";
import { newUser } from "./new-user.ts";
import { generalUser } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { certificateOf, expect, fitsNarrowScreens, signIn, test, watch } from "./session.ts";
import { signedIn, type Visitor } from "./visitor.ts";

/** Its label names the box beside it, too. */
const again = "input[name=proofPassword]";

test("an authenticator app is registered, asked for at signing in, replaced by a recovery code, and taken off", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const holder = generalUser();
  const context = await browser.newContext(certificateOf(holder));
  const page = await context.newPage();
  const errors = watch(page);
  await signIn(page, holder);
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();

  await makeStale(holder.loginId);
  await page.goto("/codes");
  await page.locator(again).fill(holder.password);
  await page.getByRole("button", { name: "確認する" }).click();
  await page.getByRole("button", { name: "登録をはじめる" }).click();
  await expect(page.getByRole("img", { name: /QRコード/ })).toBeVisible();
  await examine(page);
  const app = new TOTP({
    secret: Secret.fromBase32(((await page.locator("code[translate=no]").textContent()) ?? "").replaceAll(" ", "")),
  });
  await page.getByLabel("認証コード").fill("000000");
  await page.getByRole("button", { name: "登録する" }).click();
  await expect(page.getByText("認証コードが違います。")).toBeVisible();
  await page.getByLabel("認証コード").fill(app.generate());
  await page.getByRole("button", { name: "登録する" }).click();
  await expect(page.getByText("認証アプリを登録しました。")).toBeVisible();
  await page.getByRole("button", { name: "リカバリーコードを発行" }).click();
  await expect(page.locator("ol code[translate=no]")).toHaveCount(10);
  const recovery = await page.locator("ol code[translate=no]").allTextContents();
  await examine(page);
  await page.reload();
  await expect(page.getByText(/未使用 10個/)).toBeVisible();
  await expect(page.locator("ol code[translate=no]")).toHaveCount(0);

  await signOut();
  await page.goto("/password");
  await signIn(page, holder);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("認証コードの入力");
  await examine(page);
  await page.goto("/sign-in");
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await opensNothing(await signedIn(holder));
  await page.getByLabel("認証コード").fill("000000");
  await page.getByRole("button", { name: "ログイン", exact: true }).click();
  await expect(page.getByText("認証コードが違います。")).toBeVisible();
  await expect(page.getByLabel("認証コード")).toHaveValue("");
  // The code of the next half minute: the registration has used the present one.
  await page.getByLabel("認証コード").fill(app.generate({ timestamp: Date.now() + 30_000 }));
  await page.getByRole("button", { name: "ログイン", exact: true }).click();
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();

  await page.goto("/sessions");
  await expect(page.getByText("この端末", { exact: true })).toBeVisible();
  await examine(page);

  await signOut();
  await signIn(page, holder);
  await page.getByRole("button", { name: "中止してログアウト" }).click();
  await expect(page.getByText("ログアウトしました。")).toBeVisible();

  const plain = await browser.newContext({ ...certificateOf(holder), javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await signIn(quiet, holder);
  await quiet.getByLabel("認証コード").fill("x");
  await quiet.getByRole("button", { name: "ログイン", exact: true }).click();
  await expect(quiet.getByText("認証コードが違います。")).toBeVisible();
  await quiet.getByLabel("認証コード").fill((recovery[0] ?? "").toUpperCase());
  await quiet.getByRole("button", { name: "ログイン", exact: true }).click();
  await expect(quiet.getByText("ログインに成功しました。")).toBeVisible();
  await quiet.goto("/codes");
  await quiet.getByRole("button", { name: "リカバリーコードを再発行" }).click();
  await expect(quiet.locator("ol code[translate=no]")).toHaveCount(10);
  await quiet.goto("/codes");
  await makeStale(holder.loginId);
  await quiet.goto("/codes/remove");
  await quiet.getByRole("button", { name: "OK" }).click();
  await quiet.locator(again).fill(holder.password);
  await quiet.getByRole("button", { name: "OK" }).click();
  await expect(quiet.getByText("認証アプリの登録を解除しました。")).toBeVisible();
  await plain.close();

  expect((await signedIn(holder)).cookies.has("__Host-portal-session")).toBe(true);
  expect(errors).toEqual([]);
  await context.close();

  async function signOut(): Promise<void> {
    await page.locator("summary", { hasText: "u00000014" }).click();
    await page.getByRole("button", { name: "ログアウト" }).click();
    await expect(page.getByText("ログアウトしました。")).toBeVisible();
  }
});

async function examine(page: Page): Promise<void> {
  await fitsNarrowScreens(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** A certificate opens /renewal by itself, whatever session there is. */
const withoutSession: readonly (string | undefined)[] = ["public", "next-auth", "certificate"];

/** Of a session whose code is still to be shown: no address and no action but the one that takes it. */
async function opensNothing(visitor: Visitor): Promise<void> {
  for (const { address, method, door } of allRoutes().filter(({ door }) => !withoutSession.includes(door))) {
    const path = address.replace("[orcamoId]", "u00000014").replace(/\[\w+\]/g, "21");
    const answer = await visitor.ask(method, path);
    expect.soft(answer.location, `${door}: ${method} ${path}`).toContain("/sign-in/code");
  }
  for (const [name, page] of Object.entries(oneOfEachDoor)) {
    const answer = await callAction(visitor, page, serverAction(name), { orcamoId: "u00000014", number: "21", note: "" });
    expect.soft(answer.text, name).toContain("/sign-in/code");
  }
}

const oneOfEachDoor = {
  changeNoteAction: "/tenants/u00000014/certificates/21",
  openVisitAction: "/tenants/u00000014/enter",
  createNoticeAction: "/operator/notices/new",
  changePasswordAction: "/password",
  startCodesAction: "/codes",
};

test("one's own sessions are seen, and ended from afar", async ({ open }) => {
  const holder = await newUser("two.terminals");
  // The one that changed the initial password is still open beside these two.
  const elsewhere = await signedIn(holder);
  const page = await open(holder);
  await page.goto("/sessions");
  const ending = page.getByRole("button", { name: /^終了/ });
  for (let left = await ending.count(); left > 0; left--) {
    await Promise.all([page.waitForEvent("load"), ending.first().click()]);
    await expect(page.getByText("選択したログインを終了しました。")).toBeVisible();
    await expect(ending).toHaveCount(left - 1);
  }
  expect((await elsewhere.get("/tenants/u00000014")).location).toMatch(/sign-?in/);
  await page.goto("/tenants/u00000014");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
