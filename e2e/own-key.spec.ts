import { makeRequest, readCertsOnly } from "#tests/signing-requests.ts";
import { examine } from "./examine.ts";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator } from "./portal.ts";
import { expect, test } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

const place = "/tenants/u00000014";
const elsewhere = "なし（秘密鍵は端末で作られました）";

test("a certificate that a terminal renewed with a key of its own says so, has no files, and can be revoked", async ({
  admin,
}) => {
  const person = await signedIn(administrator());
  const terminal = new Visitor(await fetchCertificate(person, 585));
  const { status, text } = await terminal.send("/.well-known/est/simplereenroll", {
    method: "POST",
    headers: { "Content-Type": "application/pkcs10" },
    body: makeRequest("/C=JP/O=u00000014/CN=client585").der.toString("base64"),
  });
  expect(status, text).toBe(200);
  expect(readCertsOnly(Buffer.from(text, "base64"))).toHaveLength(1);

  await admin.goto(`${place}/certificates/585`);
  await expect(admin.locator("div:has(> dt:text-is('パスワード')) > dd")).toHaveText(elsewhere);
  await expect(admin.getByText("この証明書の秘密鍵は端末で作られたため、ここからはダウンロードできません。")).toBeVisible();
  await expect(admin.getByRole("link", { name: /ダウンロード\(/ })).toHaveCount(0);
  const attempts = admin.getByRole("row").filter({ hasText: "EST" });
  await expect(attempts).toHaveCount(1);
  await examine(admin);

  await admin.goto(`${place}/certificates/585/p12`);
  await expect(admin).toHaveURL(/certificates\/585\?refusal=CERTIFICATE_KEY_ELSEWHERE/);
  await admin.goto(`${place}/certificates?cn=585`);
  await admin.getByRole("checkbox", { name: "CN=client585,O=u00000014を選択" }).check();
  await admin.getByRole("button", { name: "一括ダウンロード" }).click();
  await expect(admin.getByRole("alert").filter({ hasText: "秘密鍵は端末で作られた" })).toBeVisible();

  await admin.goto(`${place}/certificates/585`);
  await admin.getByRole("link", { name: "失効", exact: true }).click();
  await expect(admin.getByText("証明書を失効します。よろしいですか?")).toBeVisible();
});
