import { type Browser, chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { provideChromium } from "#tests/tools.ts";
import type { Figure, Section } from "./figures.ts";
import { startForwarder } from "./forwarder.ts";
import { ports } from "./settings.ts";
import type { Visitor } from "./visitor.ts";

type Pages = readonly (readonly [name: string, path: string])[];

/** What a real Chromium gets and how Lighthouse judges it, on its default: a slow phone on a slow network. */
export async function measureBrowser(visitor: Visitor, pages: Pages): Promise<Section> {
  await using _forwarder = await startForwarder(visitor.holder);
  const executablePath = (await provideChromium()) ?? "";
  const figures = await inBrowser(executablePath, (browser) => scripts(browser, visitor, pages));
  for (const page of pages) figures.push(...(await judge(executablePath, visitor, page)));
  return { title: "In Chromium: cold cache; Lighthouse's slow phone (mobile preset)", figures };
}

async function inBrowser<T>(executablePath: string, run: (browser: Browser) => Promise<T>): Promise<T> {
  // The certificate is of the portal's own authority.
  const args = ["--no-sandbox", "--ignore-certificate-errors", `--remote-debugging-port=${ports.browser}`];
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await run(browser);
  } finally {
    await browser.close();
  }
}

const address = (path: string) => `https://localhost:${ports.forwarder}${path}`;

/** Bytes of JavaScript as they came over the wire, heads included, until the network is still. */
async function scripts(browser: Browser, visitor: Visitor, pages: Pages): Promise<Figure[]> {
  const figures: Figure[] = [];
  const first = ["ログイン (not signed in)", "/sign-in", false] as const;
  for (const [name, path, signedIn] of [first, ...pages.map(([name, path]) => [name, path, true] as const)]) {
    const headers = signedIn ? { extraHTTPHeaders: { Cookie: visitor.cookie } } : {};
    const context = await browser.newContext({ ignoreHTTPSErrors: true, ...headers });
    const page = await context.newPage();
    const channel = await context.newCDPSession(page);
    const types = new Map<string, string>();
    let bytes = 0;
    channel.on("Network.requestWillBeSent", ({ requestId, type }) => types.set(requestId, type ?? ""));
    channel.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (types.get(requestId) === "Script") bytes += encodedDataLength;
    });
    await channel.send("Network.enable");
    const answer = await page.goto(address(path), { waitUntil: "networkidle" });
    if (answer?.status() !== 200) throw new Error(`${path} answered ${answer?.status()} to the browser.`);
    figures.push({ name: `${name}, JavaScript on the wire`, value: bytes / 1024, unit: "KB", target: { atMost: 150 } });
    await context.close();
  }
  return figures;
}

const categories = ["performance", "accessibility"] as const;

/** Lighthouse now and then loses the beginning of its own trace (NO_NAVSTART): a new browser and another try. */
async function judge(executablePath: string, visitor: Visitor, [name, path]: Pages[number], tries = 3): Promise<Figure[]> {
  const result = await inBrowser(executablePath, () =>
    lighthouse(address(path), {
      port: ports.browser,
      logLevel: "silent",
      onlyCategories: [...categories],
      extraHeaders: { Cookie: visitor.cookie },
    }),
  );
  const judged = result?.lhr;
  if (judged?.runtimeError && tries > 1) return judge(executablePath, visitor, [name, path], tries - 1);
  if (!judged || judged.runtimeError) throw new Error(`Lighthouse on ${path}: ${judged?.runtimeError?.message}`);
  if (new URL(judged.finalDisplayedUrl).pathname !== path) throw new Error(`Lighthouse was led to ${judged.finalDisplayedUrl}.`);
  return categories.map((category) => {
    const score = judged.categories[category]?.score;
    if (typeof score !== "number") throw new Error(`Lighthouse gave no ${category} for ${path}.`);
    return { name: `${name}, Lighthouse ${category}`, value: Math.round(score * 100), unit: "of 100" };
  });
}
