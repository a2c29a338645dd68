import { administrator, generalUser, operator } from "./portal.ts";
import { expect, fitsNarrowScreens, openAs, test } from "./session.ts";

const body = [
  "# 見出し",
  "**強調** [リンク](https://www.orca.med.or.jp/) [悪い](javascript:alert(1))",
  "<script>document.title = 'run'</script>",
].join("\n\n");

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a notice is previewed, refused, made, read on TOP and withdrawn, ${how}`, async ({ browser }) => {
    const page = await openAs(browser, operator(), { javaScriptEnabled });
    const title = `停電のお知らせ ${how}`;
    await page.goto("/operator/notices/new");
    await page.getByLabel("種類").selectOption("administrators");
    await page.getByRole("textbox", { name: "件名" }).fill(title);
    await page.getByRole("textbox", { name: "本文" }).fill(body);
    await page.getByRole("checkbox", { name: "重要" }).check();
    await page.getByRole("button", { name: "プレビュー" }).click();
    await expect(page.getByRole("region", { name: "プレビュー" }).getByRole("heading", { name: "見出し" })).toBeVisible();
    await fitsNarrowScreens(page);

    await page.getByLabel("表示終了").fill("2020-01-01T00:00");
    await page.getByRole("button", { name: "保存する" }).click();
    await expect(page.getByLabel("表示終了")).toHaveAccessibleDescription(/表示開始より後/);
    await expect(page.getByRole("checkbox", { name: "重要" })).toBeChecked();
    await page.getByLabel("表示終了").fill("");
    await page.getByRole("button", { name: "保存する" }).click();
    await expect(page.getByText("お知らせを登録しました。")).toBeVisible();

    const top = await openAs(browser, administrator(), { javaScriptEnabled });
    await top.goto("/tenants/u00000014");
    const line = top.getByRole("listitem").filter({ hasText: title });
    await expect(line.getByText("重要")).toBeVisible();
    await expect(line.getByRole("link")).toHaveText(["リンク"]);
    await expect(line.getByText("<script>document.title = 'run'</script>")).toBeVisible();
    await expect(top).toHaveTitle(/^TOP/);
    const general = await openAs(browser, generalUser(), { javaScriptEnabled });
    await general.goto("/tenants/u00000014");
    await expect(general.getByRole("heading", { name: "システム通知" })).toBeVisible();
    await expect(general.getByText(title)).toHaveCount(0);

    await page.getByRole("button", { name: "取り下げる" }).click();
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("お知らせを取り下げました。")).toBeVisible();
    await top.reload();
    await expect(line).toHaveCount(0);
    for (const one of [page, top, general]) await one.context().close();
  });

  test(`a maintenance window that is running stands above TOP until it is withdrawn, ${how}`, async ({ browser }) => {
    const page = await openAs(browser, operator(), { javaScriptEnabled });
    await page.goto("/operator/maintenance/new");
    await page.getByLabel("件名").fill("緊急メンテナンス");
    await page.getByLabel("開始").fill("2020-01-01T22:00");
    await page.getByLabel("終了").fill("2099-01-01T00:00");
    await page.getByRole("button", { name: "保存する" }).click();
    await expect(page.getByText("メンテナンスの予定を登録しました。")).toBeVisible();
    await expect(page.getByText("別のメンテナンスの予定と時間が重なっています。")).toBeVisible();
    const top = await openAs(browser, generalUser(), { javaScriptEnabled });
    await top.goto("/tenants/u00000014");
    await expect(top.getByText("ただいまメンテナンスを実施中です。")).toBeVisible();
    await page.getByRole("button", { name: "取り下げる" }).click();
    await page.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("メンテナンスの予定を取り下げました。")).toBeVisible();
    await top.reload();
    await expect(top.getByText("ただいまメンテナンスを実施中です。")).toHaveCount(0);
    await page.context().close();
    await top.context().close();
  });
}

test("the operator changes whom to call, and sees how the portal is", async ({ browser }) => {
  const page = await openAs(browser, operator());
  await page.goto("/operator/settings");
  await page.getByLabel("お問い合わせ先の電話番号").fill("03-1234-5678");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("設定を保存しました。")).toBeVisible();
  await expect(page.getByText("電話 03-1234-5678")).toBeVisible();
  await fitsNarrowScreens(page);
  await page.goto("/operator/health");
  await expect(page.getByRole("row", { name: /^データベース 正常/ })).toBeVisible();
  await fitsNarrowScreens(page);
  await page.goto("/operator/settings");
  await page.getByLabel("お問い合わせ先の電話番号").fill("");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("設定を保存しました。")).toBeVisible();
  await page.context().close();
});
