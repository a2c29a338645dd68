import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { expect, test } from "./session.ts";

const list = "/tenants/u00000014/certificates";

test("the pager has ten pages and leads from the first to the last and back", async ({ admin }) => {
  await admin.goto(list);
  const pager = admin.getByRole("navigation", { name: "ページ送り" });
  for (let number = 1; number <= 10; number++) {
    await expect(pager.getByRole("link", { name: String(number), exact: true })).toBeVisible();
  }
  await pager.getByRole("link", { name: "次へ" }).click();
  await expect(admin).toHaveURL(/\?page=2$/);
  await expect(pager.getByRole("link", { name: "2", exact: true })).toHaveAttribute("aria-current", "page");
  await pager.getByRole("link", { name: "最後へ" }).click();
  await expect(pager.getByRole("link", { name: "次へ" })).toHaveCount(0);
  await pager.getByRole("link", { name: "最初へ" }).click();
  await expect(admin.getByText(/全\d+件中 1～10件を表示しています。/)).toBeVisible();
});

test("the soonest end stands first, ten rows, in use only", async ({ admin }) => {
  await admin.goto(list);
  const ends = await cells(admin, "有効期限");
  expect(ends).toHaveLength(10);
  expect(ends).toEqual([...ends].sort());
  expect(new Set(await cells(admin, "状態"))).toEqual(new Set(["利用中"]));
});

test("一覧に戻る leads to the list as it was left", async ({ admin }) => {
  const left = `${list}?status=expired&sort=-notAfter&page=2`;
  await admin.goto(left);
  await admin.getByRole("link", { name: /^CN=/ }).first().click();
  await admin.getByRole("link", { name: "一覧に戻る" }).click();
  await expect(admin).toHaveURL(left);
});

test("filter, sort and page live in the address: they survive reload and Back, and a new filter begins at page 1", async ({
  admin,
}) => {
  await admin.goto(list);
  await admin.getByLabel("種別").selectOption("テナント-client");
  await admin.getByRole("button", { name: "検索する" }).click();
  await admin.getByRole("columnheader", { name: "申請日" }).getByRole("link").click();
  await admin.getByRole("link", { name: "3", exact: true }).click();
  await expect(admin.getByText(/ 21～30件/)).toBeVisible();
  await expect(admin).toHaveURL(/kind=client.*sort=requestedAt.*page=3/);
  const rows = await names(admin);
  await admin.reload();
  expect(await names(admin)).toEqual(rows);
  await admin.getByRole("rowheader").first().getByRole("link").click();
  await expect(admin.getByRole("heading", { name: "申請済証明書詳細" })).toBeVisible();
  await admin.goBack();
  await expect(admin.getByRole("rowheader")).toHaveText(rows);
  await expect(admin.getByLabel("種別")).toHaveValue("client");

  await admin.getByLabel("状態").selectOption("期限切れ");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(admin).not.toHaveURL(/page=/);
  await expect(admin.getByText(/ 1～/)).toBeVisible();
  await expect(admin).toHaveURL(/sort=requestedAt/);
  expect(new Set(await cells(admin, "状態"))).toEqual(new Set(["期限切れ"]));
});

test("a search by name finds the certificate, and one that finds nothing says so", async ({ admin }) => {
  await admin.goto(list);
  await admin.getByRole("textbox", { name: "CN" }).fill("ＣＬＩＥＮＴ２１");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(admin.getByRole("rowheader")).toHaveText(["CN=client21,O=u00000014"]);
  await admin.getByRole("textbox", { name: "CN" }).fill("client999999");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(admin.getByText("条件に合う証明書はありません。")).toBeVisible();
  await expect(admin.getByRole("textbox", { name: "CN" })).toHaveValue("client999999");
});

test("一括ダウンロード with nothing chosen says so, and the list stays as it was", async ({ admin }) => {
  await admin.goto(`${list}?kind=db&page=2`);
  const rows = await names(admin);
  await admin.getByRole("button", { name: "一括ダウンロード" }).click();
  await expect(admin.getByText("ダウンロードする証明書が選択されていません。")).toBeVisible();
  await expect(admin).toHaveURL(/kind=db&page=2&refusal=/);
  expect(await names(admin)).toEqual(rows);
});

test("three chosen certificates come in one zip, a folder each, with an index", async ({ admin }) => {
  await admin.goto(`${list}?kind=db`);
  const chosen = (await names(admin)).slice(0, 3);
  for (const name of chosen) await admin.getByRole("checkbox", { name: `${name}を選択` }).check();
  const zip = await bulkDownload(admin);
  const inside = entries(zip);
  expect(inside).toContain("一覧.csv");
  expect(inside).toHaveLength(1 + 3 * 5);
  for (const name of chosen) {
    const [, commonName = ""] = /^CN=((?:db)\d+),/.exec(name) ?? [];
    const folder = `${commonName.replace("db", "").padStart(6, "0")}_JP_u00000014_${commonName}`;
    for (const file of [`${folder}.p12`, `${commonName}.pass`, `${commonName}.crt`, "ca.crt"]) {
      expect(inside).toContain(`${folder}/${file}`);
    }
  }
  const password = execFileSync("unzip", ["-p", zip, "*.pass"], { encoding: "latin1" });
  expect(password, "no white space at the end of any").not.toMatch(/\s/);
});

test("all that the search found come in one zip", async ({ admin }) => {
  await admin.goto(`${list}?kind=backup`);
  await admin.getByRole("checkbox", { name: /検索結果すべて/ }).check();
  const found = Number(/全(\d+)件/.exec(await admin.getByRole("status").first().innerText())?.[1]);
  const zip = await bulkDownload(admin);
  expect(entries(zip).filter((name) => name.endsWith(".p12"))).toHaveLength(found);
  execFileSync("unzip", ["-tq", zip]);
});

const names = (page: Page) => page.getByRole("rowheader").allInnerTexts();

async function cells(page: Page, label: string): Promise<string[]> {
  return (await page.locator(`td[data-label="${label}"]`).allInnerTexts()).map((text) => text.trim());
}

async function bulkDownload(page: Page): Promise<string> {
  const begun = page.waitForEvent("download");
  await page.getByRole("button", { name: "一括ダウンロード" }).click();
  const file = await begun;
  const target = test.info().outputPath(file.suggestedFilename());
  await file.saveAs(target);
  return target;
}

/** Names are UTF-8 in the archive (APPNOTE 4.4.4, bit 11). */
function entries(zip: string): string[] {
  const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } } as const;
  return execFileSync("unzip", ["-Z1", zip], options).trim().split("\n");
}
