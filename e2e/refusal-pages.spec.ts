import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, auditor } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { certificateOf, fitsNarrowScreens, openAs, signIn } from "./session.ts";
import { type Certificate, signedIn, Visitor } from "./visitor.ts";

test("no certificate", async ({ browser }) => {
  await expectRefusal(
    browser,
    undefined,
    "クライアント証明書が必要です",
    "「証明書のインポート手順」のとおりに取り込んでください。",
  );
});

test("a certificate of another authority", async ({ browser }) => {
  await expectRefusal(
    browser,
    foreignCertificate(),
    "このサイトの証明書ではありません",
    "発行者が「ca」の証明書を選んでください",
  );
});

test("an expired certificate", async ({ browser }) => {
  const expired = await fetchCertificate(await signedIn(administrator()), 631);
  await expectRefusal(browser, expired, "証明書の有効期限が切れています", "更新した証明書をダウンロードして");
});

test("a revoked certificate, and whoever was signed in with it finds out at the next click", async ({ browser }) => {
  const admin = await signedIn(administrator());
  const lost = await fetchCertificate(admin, 605);
  const context = await browser.newContext(certificateOf(lost));
  const page = await context.newPage();
  await signIn(page, administrator());
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();

  const fields = { orcamoId: "u00000014", number: "605", reason: "keyCompromise" };
  const revoke = serverAction("revokeCertificateAction");
  const answer = await callAction(admin, "/tenants/u00000014/certificates/605/revoke", revoke, fields);
  expect(answer.text).toContain("notice=certificate-revoked");

  await page.getByRole("link", { name: "証明書管理" }).click();
  await expect(page.getByRole("heading", { name: "証明書は失効しています" })).toBeVisible();
  await context.close();
  await expectRefusal(browser, lost, "証明書は失効しています", "新しい証明書を選んでください");
});

for (const javaScriptEnabled of [true, false]) {
  test(`what is not there, and what is not permitted, in words ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
  }) => {
    const page = await openAs(browser, auditor(), { javaScriptEnabled });
    const pages = [
      { address: "/tenants/u00000014/users", status: 403, words: /この操作は許可されていません.*権限がありません/s },
      { address: "/tenants/u00000014/certificates/999999", status: 404, words: /ページが見つかりません.*アドレスを確認/s },
      { address: "/tenants/u00000452", status: 404, words: /ページが見つかりません.*アドレスを確認/s },
      { address: "/operator", status: 403, words: /この操作は許可されていません.*権限がありません/s },
      { address: "/nowhere", status: 404, words: /ページが見つかりません.*アドレスを確認/s },
    ];
    for (const { address, status, words } of pages) {
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBe(status);
      // As it is seen: what stands in the document but waits for a script would be hidden.
      await expect(page.getByRole("main").getByRole("link", { name: "TOPへ戻る" }), address).toBeVisible();
      expect(await page.getByRole("main").innerText(), address).toMatch(words);
    }
    await page.context().close();
  });
}

/** Its own words, the next step, the way to help, and readable on a small telephone. */
async function expectRefusal(browser: Browser, certificate: Certificate | undefined, title: string, step: string) {
  const visitor = new Visitor(certificate);
  for (const path of ["/", "/sign-in", "/tenants/u00000014/certificates"]) {
    expect((await visitor.get(path)).status, path).toBe(403);
  }
  const context = await browser.newContext(certificate ? certificateOf(certificate) : {});
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.locator("ol")).toContainText(step);
  await expect(page.getByText("お問い合わせ窓口")).toBeVisible();
  await expect(page.getByText("ginbee-support@orcamo.jp")).toBeVisible();
  await fitsNarrowScreens(page);
  await page.getByRole("link", { name: "証明書のインポート手順" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("手順");
  await context.close();
}

function foreignCertificate(): Certificate {
  const file = (name: string) => path.join(test.info().outputDir, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  // The name is ours, the key is not: a look at the issuer's name alone would let it in.
  const names = ["-subj", "/C=JP/O=u00000014/CN=client21", "-days", "30", "-nodes", "-newkey", "rsa:2048"];
  mkdirSync(test.info().outputDir, { recursive: true });
  openssl("req", "-x509", "-subj", "/CN=ca", "-newkey", "rsa:2048", "-nodes", "-keyout", file("ca.key"), "-out", file("ca.pem"));
  openssl("req", "-x509", "-CA", file("ca.pem"), "-CAkey", file("ca.key"), ...names, "-keyout", file("k"), "-out", file("c"));
  openssl("pkcs12", "-export", "-inkey", file("k"), "-in", file("c"), "-passout", "pass:foreign", "-out", file("foreign.p12"));
  return { pkcs12: file("foreign.p12"), passphrase: "foreign" };
}
