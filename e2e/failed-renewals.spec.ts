import { writeFileSync } from "node:fs";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, auditor, generalUser, otherAdministrator } from "./portal.ts";
import { expect, test } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

const place = "/tenants/u00000014";
const asProgram = { method: "POST", headers: { Accept: "application/json", "User-Agent": "Java/1.8.0_402" } };

test("a program whose renewal is refused stands on TOP with what to do, and on its certificate with what it was", async ({
  admin,
}) => {
  const program = new Visitor(await fetchCertificate(await signedIn(administrator()), 576));
  for (let times = 0; times < 3; times++) expect((await program.send("/api/cert", asProgram)).status).toBe(403);

  await admin.goto(place);
  await expect(admin.getByRole("alert").filter({ hasText: /更新に失敗した証明書が\d+枚あります。/ })).toBeVisible();
  const row = admin.getByRole("table", { name: "更新に失敗した証明書" }).getByRole("row").filter({ hasText: "api576" });
  for (const text of ["検査会社連携", "更新対象外の証明書", "「新規発行申請」で", "3回", "127.0.0.1", "Java/1.8.0_402"])
    await expect(row).toContainText(text);
  await admin.getByRole("link", { name: "確認する" }).click();
  await expect(admin).toHaveURL(/\/certificates\/renewals$/);
  await admin.getByRole("link", { name: "api576" }).click();

  const record = admin.getByRole("table", { name: "更新の記録" }).getByRole("row").last();
  for (const text of ["拒否", "更新対象外の証明書", "証明書更新API", "127.0.0.1", "1.3", "Java/1.8.0_402", "3回"])
    await expect(record).toContainText(text);
  await admin.goto(`${place}/log`);
  await expect(admin.getByRole("row").filter({ hasText: "証明書の更新の拒否" }).first()).toContainText("api576");
});

test("one that will pass by itself is told without alarm", async ({ open }) => {
  const holder = otherAdministrator();
  const old = new Visitor(holder);
  const { uri, pass } = JSON.parse((await old.send("/api/cert", asProgram)).text);
  const pkcs12 = test.info().outputPath("renewed.p12");
  writeFileSync(pkcs12, (await old.get(new URL(uri).pathname)).body);
  const renewed = new Visitor({ pkcs12, passphrase: pass });
  expect((await renewed.send("/api/cert", asProgram)).status).toBe(403);
  const page = await open(holder);
  await page.goto("/tenants/u00000452");
  await expect(page.getByRole("status").filter({ hasText: "いずれも対応は不要です。" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "client1423" })).toContainText("発行から間もない証明書");
});

test("an auditor sees them, a general user does not", async ({ open }) => {
  const page = await open(auditor());
  await page.goto(place);
  await expect(page.getByRole("heading", { name: "更新に失敗した証明書" })).toBeVisible();
  const general = await open(generalUser());
  await general.goto(place);
  await expect(general.getByRole("heading", { name: "システム通知" })).toBeVisible();
  await expect(general.getByText("更新に失敗した証明書")).toHaveCount(0);
});
