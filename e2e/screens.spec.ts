import type { Page } from "@playwright/test";
import { inputOf } from "./action-inputs.ts";
import { examine } from "./examine.ts";
import { registerTenant } from "./new-tenant.ts";
import { visit } from "./people.ts";
import { administrator, auditor, operator, otherAdministrator, vendor } from "./portal.ts";
import { consoleScreens, screens, vendorScreens } from "./screens.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { certificateOf, enter, expect, openAs, test, watch } from "./session.ts";
import { signedIn } from "./visitor.ts";

const groups = [
  { who: "administrator", holder: administrator, pages: screens },
  { who: "operator", holder: operator, pages: consoleScreens },
  { who: "vendor", holder: vendor, pages: vendorScreens },
];

for (const { who, holder, pages } of groups) {
  test.describe(`axe finds nothing, nothing is wider than 320 px, there is one h1, the console is clean: ${who}`, () => {
    let page: Page;
    let errors: string[];

    // One browser for all: a new one for each screen would take longer than its examination.
    test.beforeAll(async ({ browser }) => {
      page = await openAs(browser, holder());
      errors = watch(page);
    });

    test.afterAll(() => page.context().close());

    for (const [name, address] of Object.entries(pages)) {
      test(name, async () => {
        await page.goto(address);
        await examine(page);
        expect(errors).toEqual([]);
      });
    }
  });
}

test("the pages of one user, one notice, one window, one vendor: the same", async ({ admin, open }) => {
  const users = await addresses(admin, "/tenants/u00000014/users", /\/users\/[0-9a-f-]{36}$/);
  const user = users.at(-1) ?? "";
  for (const question of ["", "/stop", "/reset-password", "/end-sessions", "/remove-codes"]) {
    await admin.goto(user + question);
    await examine(admin);
  }
  const other = await open(otherAdministrator());
  const [withdrawal = ""] = await addresses(other, "/tenants/u00000452/entrustments", /\/withdraw$/);
  for (const address of [withdrawal, "/tenants/u00000452/entrustments/new?vendor=v00000001&kind=general"]) {
    await other.goto(address);
    await examine(other);
  }
  const page = await open(operator());
  for (const list of ["/operator/notices", "/operator/maintenance"]) {
    const [row = ""] = await addresses(page, list, /\/[0-9a-f-]{36}$/);
    for (const address of [row, `${row}/withdraw`]) {
      await page.goto(address);
      await examine(page);
    }
  }
});

test("a clinic from its hand-out to its end, in the console, and as its visitor: the same", async ({ browser }) => {
  test.setTimeout(120_000);
  const orcamoId = "u00000911";
  const visitor = await signedIn(operator());
  await registerTenant(visitor, orcamoId);
  await visit(visitor, orcamoId);
  const added = await callAction(visitor, `/tenants/${orcamoId}/users/new`, serverAction("addUserAction"), {
    ...inputOf({ name: "addUserAction" }),
    orcamoId,
    loginId: `second.${orcamoId}`,
  });
  const handOut = /\/tenants\/u00000911\/hand-outs\/[0-9a-f-]{36}/.exec(added.text)?.[0] ?? "";
  const inside = ["", "/details", "/certificates", "/users", "/sign-ins", "/log"].map((tab) => `/tenants/${orcamoId}${tab}`);
  const tenant = `/operator/tenants/${orcamoId}`;
  const page = await (await browser.newContext(certificateOf(operator()))).newPage();
  await enter(page.context(), visitor);
  const errors = watch(page);
  for (const address of [handOut, ...inside, tenant, `${tenant}/change`, `${tenant}/stop`, `${tenant}/rescue`]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 }), address).not.toHaveText(/見つかりません|許可されていません/);
    await examine(page);
  }
  await callAction(visitor, `${tenant}/stop`, serverAction("stopTenantAction"), { orcamoId, reason: "画面の確認" });
  for (const address of [tenant, `${tenant}/resume`, `${tenant}/close`]) {
    await page.goto(address);
    await examine(page);
  }
  const closing = { orcamoId, typedId: orcamoId, reason: "画面の確認" };
  await callAction(visitor, `${tenant}/close`, serverAction("closeTenantAction"), closing);
  for (const address of [tenant, `${tenant}/change`]) {
    await page.goto(address);
    await examine(page);
  }
  expect(errors).toEqual([]);
  await page.context().close();
});

test("a visiting vendor: the same", async ({ browser }) => {
  const visitor = await signedIn(vendor());
  await visit(visitor, "u00000452");
  const page = await (await browser.newContext(certificateOf(vendor()))).newPage();
  await enter(page.context(), visitor);
  for (const tab of ["", "/details", "/certificates", "/certificates/1424"]) {
    await page.goto(`/tenants/u00000452${tab}`);
    await expect(page.getByRole("region", { name: "他のテナントで作業中" })).toBeVisible();
    await examine(page);
  }
  await page.context().close();
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

test("the page that refuses a right: the same", async ({ open }) => {
  const page = await open(auditor());
  await page.goto("/tenants/u00000014/users");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/許可されていません/);
  await examine(page);
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

/** Where the links and questions of a list lead that look like this. */
async function addresses(page: Page, list: string, pattern: RegExp): Promise<string[]> {
  await page.goto(list);
  const all = await page
    .locator("main a, main form")
    .evaluateAll((ways) => ways.map((way) => way.getAttribute("href") ?? way.getAttribute("action") ?? ""));
  const found = all.filter((address) => pattern.test(address));
  expect(found, list).not.toEqual([]);
  return found;
}
