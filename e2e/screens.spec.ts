import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { administrator, auditor } from "./portal.ts";
import { screens } from "./screens.ts";
import { certificateOf, enter, expect, fitsNarrowScreens, test, watch } from "./session.ts";
import { signedIn } from "./visitor.ts";

test.describe("axe finds nothing, nothing is wider than 320 px, there is one h1, the console is clean", () => {
  let page: Page;
  let errors: string[];

  // One browser for all: a new one for each screen would take longer than its examination.
  test.beforeAll(async ({ browser }) => {
    const context = await browser.newContext(certificateOf(administrator()));
    await enter(context, await signedIn(administrator()));
    page = await context.newPage();
    errors = watch(page);
  });

  test.afterAll(() => page.context().close());

  for (const [name, address] of Object.entries(screens)) {
    test(name, async () => {
      await page.goto(address);
      await examine(page);
      expect(errors).toEqual([]);
    });
  }
});

test("sign-in: the same, also with a message", async ({ browser }) => {
  const context = await browser.newContext(certificateOf(administrator()));
  const page = await context.newPage();
  const errors = watch(page);
  for (const address of ["/", "/sign-in?error=SIGN_IN_FAILED", "/sign-in?notice=signed-out"]) {
    await page.goto(address);
    await examine(page);
  }
  expect(errors).toEqual([]);
  await context.close();
});

test("the page that refuses a certificate: the same", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("/tenants/u00000014");
  await examine(page);
  await context.close();
});

test("the page that refuses a right: the same", async ({ browser }) => {
  const context = await browser.newContext(certificateOf(auditor()));
  await enter(context, await signedIn(auditor()));
  const page = await context.newPage();
  await page.goto("/tenants/u00000014/users");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/許可されていません/);
  await examine(page);
  await context.close();
});

test("an open dialog, menu and editor: the same", async ({ admin }) => {
  await admin.goto("/tenants/u00000014/certificates/501");
  await admin.getByText("編集", { exact: true }).click();
  await admin.getByRole("button", { name: "表示する" }).click();
  await expect(admin.getByRole("button", { name: "コピー" })).toBeVisible();
  await admin.locator("summary", { hasText: "u00000014" }).click();
  await examine(admin);
  await admin.locator("summary", { hasText: "u00000014" }).click();
  await admin.getByRole("button", { name: "証明書更新" }).click();
  await examine(admin);
});

async function examine(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  await fitsNarrowScreens(page);
}
