import { type Browser, type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { administrator, type HandOut, origin } from "./portal.ts";
import { signedIn, type Visitor } from "./visitor.ts";

/**
 * A page of a signed-in administrator of u00000014; any console error or failed check of the policy fails the test. The
 * form of the sign-in page has tests of its own: here the session is opened without it, which is quicker.
 */
export const test = base.extend<{ admin: Page; open: OpenPage }>({
  admin: async ({ browser }, use) => {
    const page = await openAs(browser, administrator());
    const errors = watch(page);
    await use(page);
    expect(errors).toEqual([]);
    await page.context().close();
  },
  open: async ({ browser }, use) => {
    const opened: { page: Page; errors: string[] }[] = [];
    await use(async (holder, options) => {
      const page = await openAs(browser, holder, options);
      opened.push({ page, errors: watch(page) });
      return page;
    });
    for (const { page, errors } of opened) {
      expect(errors).toEqual([]);
      await page.context().close();
    }
  },
});

/** As `admin`, for whomever a test needs besides: each in a browser of their own. */
type OpenPage = (holder: HandOut, options?: BrowserContextOptions) => Promise<Page>;

export { expect };

/** A page of a browser of their own, signed in. */
export async function openAs(browser: Browser, holder: HandOut, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...certificateOf(holder), ...options });
  await enter(context, await signedIn(holder));
  return context.newPage();
}

/** Playwright presents the certificate; the journey test uses the browser's own store instead. */
export function certificateOf(holder: Pick<HandOut, "pkcs12" | "passphrase">) {
  return {
    clientCertificates: [{ origin, pfxPath: holder.pkcs12, passphrase: holder.passphrase }],
    ignoreHTTPSErrors: true,
    baseURL: origin,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
  };
}

/** The visitor's session goes on in the browser, with the same certificate. */
export async function enter(context: BrowserContext, visitor: Visitor): Promise<void> {
  const cookies = [...visitor.cookies].map(([name, value]) => ({ name, value, url: origin, secure: true }));
  await context.addCookies(cookies);
}

export async function signIn(page: Page, holder: Pick<HandOut, "loginId" | "password">): Promise<void> {
  await page.goto("/");
  await page.getByLabel("ログインID").fill(holder.loginId);
  await page.getByLabel("パスワード", { exact: true }).fill(holder.password);
  await page.getByRole("button", { name: "ログイン" }).click();
}

/** Nothing may need sideways scrolling on a small telephone, nor at 400 % zoom (WCAG 2.2, 1.4.10). */
export async function fitsNarrowScreens(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, `${page.url()} at 320 px`).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/** Collects what a person with the developer tools open would see in red. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    // Chromium reports the status of a page that is refused or not there by itself.
    const refused = /status of 40[34]/.test(message.text()) && message.location().url === page.url();
    if (message.type() === "error" && !refused) errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}
