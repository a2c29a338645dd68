import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { atWork, type Person, people } from "./people.ts";
import { administrator } from "./portal.ts";
import { consoleScreens, screens, vendorScreens } from "./screens.ts";
import { certificateOf, enter } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

/**
 * `node e2e/screenshots.ts <directory>`: every screen of the running test portal, wide and at 320 px, to be looked at.
 */
const directory = path.resolve(process.argv[2] ?? "test-results/screenshots");
mkdirSync(directory, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.PORTAL_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

const [operator, vendor] = [personOf("operator"), personOf("vendor with the vendor's certificate")];
await take("signed-in", screens, await signedIn(administrator()));
await take("operator", consoleScreens, await signedIn(operator.holder()), operator.holder());
await take("vendor", vendorScreens, await signedIn(vendor.holder()), vendor.holder());
await take("visiting", { top: "/tenants/u00000014", log: "/tenants/u00000014/log" }, await atWork(operator), operator.holder());
await take("signed-out", { "sign-in": "/", "sign-in, refused": "/sign-in?error=SIGN_IN_FAILED" }, new Visitor(administrator()));
await take("stranger", { "no certificate": "/" });
await browser.close();

function personOf(name: string): Person {
  const found = people.find((person) => person.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

async function take(
  who: string,
  addresses: Readonly<Record<string, string>>,
  visitor?: Visitor,
  holder = administrator(),
): Promise<void> {
  const { clientCertificates, ...options } = certificateOf(holder);
  const context = await browser.newContext({ ...options, ...(visitor && { clientCertificates }) });
  if (visitor) await enter(context, visitor);
  const page = await context.newPage();
  for (const [name, address] of Object.entries(addresses)) {
    for (const [size, width] of [
      ["wide", 1280],
      ["narrow", 320],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(address);
      const file = `${who} ${name} ${size}.png`.replaceAll(/[ ,]+/g, "-");
      await page.screenshot({ path: path.join(directory, file), fullPage: true });
    }
  }
  await context.close();
}
