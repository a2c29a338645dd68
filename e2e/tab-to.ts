import { expect, type Page } from "@playwright/test";

/** Presses Tab until the named control has the focus; each stop on the way must be seen. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return;
      const labelled = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
      const label = labelled ? element.labels?.[0] : undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        text: (label ?? element).innerText.replace("※必須", "").trim(),
        seen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      };
    });
    if (stop) expect(stop.seen, `the focus on ${stop.text}`).toBe(true);
    if (stop && (name instanceof RegExp ? name.test(stop.text) : stop.text === name)) return;
  }
  throw new Error(`Tab does not reach ${name}.`);
}
