import { readFileSync } from "node:fs";
import { newUser } from "./new-user.ts";
import { administrator } from "./portal.ts";
import { expect, fitsNarrowScreens, test } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

const history = "/tenants/u00000014/sign-ins";

test("filter and place live in the address, and the CSV is of the filter, as Excel opens it", async ({ admin }) => {
  const user = await newUser("history.e2e");
  for (let time = 0; time < 51; time++) await signedIn(user);
  await new Visitor(administrator()).signIn({ ...user, password: "wrong" });
  await admin.goto(history);
  await admin.getByLabel("ログインID").fill("ＨＩＳＴＯＲＹ.e2e");
  await admin.getByLabel("結果").selectOption("成功");
  await admin.getByLabel("証明書", { exact: true }).fill("CN=client21,O=u00000014");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(admin).toHaveURL(/result=success&loginId=/);
  const rows = admin.getByRole("row").filter({ hasText: "history.e2e" });
  await expect(rows).toHaveCount(50);
  await expect(rows.filter({ hasText: "失敗" })).toHaveCount(0);
  const newest = await admin.getByRole("row").nth(1).innerText();
  await admin.getByRole("link", { name: "次へ" }).click();
  await expect(rows).toHaveCount(2);
  await expect(admin.getByLabel("結果").locator("option:checked")).toHaveText("成功");
  const left = admin.url();
  await admin.reload();
  await expect(rows).toHaveCount(2);
  await admin.getByRole("link", { name: "前へ" }).click();
  expect(await admin.getByRole("row").nth(1).innerText()).toBe(newest);
  await admin.goBack();
  await expect(admin).toHaveURL(left);
  await fitsNarrowScreens(admin);

  await admin.getByLabel("結果").selectOption("失敗");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("パスワードの誤り");
  const [file] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "CSVダウンロード" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^u00000014_sign_ins_\d{8}\.csv$/);
  const csv = readFileSync(await file.path(), "utf8");
  expect(csv).toMatch(/^\ufeff"?日時"?,"?ログインID"?,/);
  expect(csv.trimEnd().split("\r\n").slice(1)).toEqual([expect.stringMatching(/history\.e2e.*失敗.*パスワードの誤り.*client21/)]);

  await admin.getByRole("link", { name: "条件をクリア" }).click();
  await expect(admin).toHaveURL(history);
});

test("a login ID that is a formula reaches the list and the file as text", async ({ admin }) => {
  const formula = `=cmd|' /C calc'!A0`;
  await new Visitor(administrator()).signIn({ loginId: formula, password: "wrong" });
  await admin.goto(`${history}?loginId=${encodeURIComponent(formula)}`);
  await expect(admin.getByRole("cell", { name: formula })).toBeVisible();
  const [file] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "CSVダウンロード" }).click(),
  ]);
  const line = readFileSync(await file.path(), "utf8").split("\r\n")[1] ?? "";
  expect(line).toContain("cmd|");
  expect(line).not.toMatch(/(^|,)"?=/);
});

test("a general user sees their own rows alone, whatever the address asks for", async ({ open }) => {
  const user = await newUser("own.e2e");
  const page = await open(user);
  await page.goto("/tenants/u00000014");
  await page.getByRole("link", { name: "ログイン履歴" }).click();
  await expect(page.getByRole("heading", { name: "ご自分のログイン" })).toBeVisible();
  await expect(page.getByLabel("ログインID")).toHaveCount(0);
  for (const address of [history, `${history}?loginId=${administrator().loginId}`]) {
    await page.goto(address);
    await expect(page.getByRole("row").filter({ hasText: "own.e2e" })).not.toHaveCount(0);
    await expect(page.getByRole("row").filter({ hasText: administrator().loginId })).toHaveCount(0);
  }
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSVダウンロード" }).click()]);
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n")
    .slice(1);
  expect(lines.filter((line) => !line.includes("own.e2e"))).toEqual([]);
  await fitsNarrowScreens(page);
});
