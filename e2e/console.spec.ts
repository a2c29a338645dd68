import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeStale } from "./make-stale.ts";
import { administrator, operator, otherAdministrator } from "./portal.ts";
import { expect, fitsNarrowScreens, test } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

test("a certificate of any tenant is found by its name, tenant, serial number and fingerprint", async ({ open }) => {
  const { dir } = otherAdministrator();
  const certificate = new X509Certificate(readFileSync(path.join(dir, "client1423.crt")));
  const searches = {
    CN: "client1423",
    "O（ORCAMO ID）": "u00000452",
    シリアル番号: certificate.serialNumber.toLowerCase(),
    指紋: certificate.fingerprint256,
  };
  const page = await open(operator(), { javaScriptEnabled: false });
  for (const [label, text] of Object.entries(searches)) {
    await page.goto("/operator/certificates");
    await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: "検索する" }).click();
    await expect(page.getByRole("row", { name: /CN=client1423,O=u00000452/ }), label).toBeVisible();
    await expect(page.getByRole("row", { name: /O=u00000014/ }), label).toHaveCount(0);
  }
  await fitsNarrowScreens(page);
  await page.getByRole("link", { name: "CN=client1423,O=u00000452の詳細" }).click();
  await expect(page).toHaveURL(/\/tenants\/u00000452\/enter\?back=/);

  await page.goto("/operator/certificates");
  await page.getByLabel("指紋").fill(certificate.fingerprint);
  await page.getByRole("button", { name: "検索する" }).click();
  await expect(page.getByLabel("指紋")).toHaveAccessibleDescription(/SHA-256/);
  await expect(page.getByLabel("指紋")).toHaveValue(certificate.fingerprint);
  await expect(page.getByText("検索条件に誤りがあるため、検索していません。")).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`an operator enters a clinic with a reason, which the clinic reads, and leaves, ${how}`, async ({ open }) => {
    const reason = `受付番号 4711 の調査 ${how}`;
    const page = await open(operator(), { javaScriptEnabled });
    await page.goto("/tenants/u00000014/certificates?page=2");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("テナントに入る");
    await page.getByRole("button", { name: "入る", exact: true }).click();
    await expect(page.getByRole("alert").first()).toContainText("理由が入力されていません。");
    await page.getByLabel("理由").fill("調査");
    await page.getByRole("button", { name: "入る", exact: true }).click();
    await expect(page.getByLabel("理由")).toHaveAccessibleDescription(/文字以上で、具体的に/);
    await expect(page.getByLabel("理由")).toHaveValue("調査");
    await page.getByLabel("理由").fill(reason);
    await page.getByRole("button", { name: "入る", exact: true }).click();

    await expect(page, "where the way led before").toHaveURL(/\/certificates\?page=2&notice=visit-opened$/);
    const band = page.getByRole("region", { name: "他のテナントで作業中" });
    await expect(band).toContainText(`理由: ${reason}`);
    await expect(band).toContainText("日本医師会ORCA管理機構 の 渡辺");
    await fitsNarrowScreens(page);
    await page.getByRole("link", { name: "テナント情報" }).click();
    await expect(band, "on every page").toContainText(reason);

    await band.getByRole("button", { name: "退出" }).click();
    await expect(page.getByText("テナントから退出しました。")).toBeVisible();
    await expect(page).toHaveURL(/\/operator\?notice=visit-closed$/);
    await page.goto("/tenants/u00000014");
    await expect(page.getByRole("heading", { level: 1 }), "not in any more").toHaveText("テナントに入る");

    const clinic = await open(administrator(), { javaScriptEnabled });
    await clinic.goto("/tenants/u00000014/log");
    const entry = clinic.getByRole("row").filter({ hasText: reason });
    await expect(entry.first()).toContainText("operator001 渡辺");
    await expect(entry.first()).toContainText("o00000001");
  });
}

test("settings ask for the password again, keep what was typed, and count at once; nobody writes over the other", async ({
  open,
}) => {
  const { loginId, password } = operator();
  const page = await open(operator());
  const other = await open(operator());
  for (const one of [page, other]) await one.goto("/operator/settings");
  await makeStale(loginId);
  await page.getByLabel("お問い合わせ先の電話番号").fill("電話");
  await page.getByRole("button", { name: "保存する" }).click();
  const again = page.locator("input[name=proofPassword]");
  await again.fill(password);
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByLabel("お問い合わせ先の電話番号")).toHaveAccessibleDescription(/数字とハイフン/);
  await page.getByLabel("お問い合わせ先の電話番号").fill("03-9999-0000");
  await expect(again, "shown once is enough").toHaveCount(0);
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("設定を保存しました。")).toBeVisible();
  await expect(async () => expect((await new Visitor().get("/")).text).toContain("03-9999-0000")).toPass();

  await other.getByLabel("お問い合わせ先の電話番号").fill("03-1111-1111");
  await other.getByRole("button", { name: "保存する" }).click();
  const proof = other.locator("input[name=proofPassword]");
  await proof.fill(password);
  await other.getByRole("button", { name: "保存する" }).click();
  await expect(other.getByRole("alert").filter({ hasText: "他の人が変更しました" })).toBeVisible();

  await page.goto("/operator/settings");
  await page.getByLabel("お問い合わせ先の電話番号").fill("");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("設定を保存しました。")).toBeVisible();
});

test("the health page has a line for each thing, and a job for each", async ({ open }) => {
  const page = await open(operator(), { javaScriptEnabled: false });
  await page.goto("/operator/health");
  const good = ["ジョブの実行", "データベース", "データベースの接続数", "最も古いトランザクション", "時刻", "サーバ証明書"];
  const lines = ["データディレクトリの空き容量", "認証局の証明書", "失効リスト", "ログのチェックポイント", "バックアップ"];
  for (const name of good) await expect(page.getByRole("row", { name: new RegExp(`^${name} 正常`) })).toBeVisible();
  for (const name of [...lines, "鍵の事前生成"])
    await expect(page.getByRole("row", { name: new RegExp(`^${name} `) })).toBeVisible();
  await expect(page.getByRole("row", { name: /audit-checkpoint/ })).toBeVisible();
  await page.goto("/operator");
  await page.getByRole("link", { name: "稼働状況を見る" }).click();
  await expect(page).toHaveURL(/\/operator\/health$/);
});

test("a notice for one tenant is seen in that tenant alone", async ({ open }) => {
  const page = await open(operator());
  await page.goto("/operator/notices/new");
  await page.getByRole("textbox", { name: "件名" }).fill("一つのテナントへの連絡");
  await page.getByRole("textbox", { name: /^対象/ }).fill("u00000452");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("お知らせを登録しました。")).toBeVisible();
  const there = await signedIn(otherAdministrator());
  const elsewhere = await signedIn(administrator());
  expect((await there.get("/tenants/u00000452")).text).toContain("一つのテナントへの連絡");
  expect((await elsewhere.get("/tenants/u00000014")).text).not.toContain("一つのテナントへの連絡");
  await page.getByRole("button", { name: "取り下げる" }).click();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("お知らせを取り下げました。")).toBeVisible();
  expect((await there.get("/tenants/u00000452")).text).not.toContain("一つのテナントへの連絡");
});
