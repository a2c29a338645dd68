import { type Browser, expect, type Page, test } from "@playwright/test";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, auditor, generalUser, otherAdministrator, ports } from "./portal.ts";
import { certificateOf, signIn } from "./session.ts";
import { type Certificate, signedIn, Visitor } from "./visitor.ts";

test("a wrong ID and a wrong password get the same words, and what was asked for is not lost", async ({ browser }) => {
  const page = await open(browser, administrator());
  await page.goto("/tenants/u00000014/details");
  await enter(page, { loginId: "nobody", password: "wrong" });
  const unknown = await page.getByRole("alert").first().innerText();
  await enter(page, { ...generalUser(), password: "wrong" });
  expect(await page.getByRole("alert").first().innerText()).toBe(unknown);
  expect(unknown).toContain("ログインIDまたはパスワードが違います。");
  await enter(page, { loginId: "", password: "" });
  await expect(page.getByText("ログインIDとパスワードを入力してください。")).toBeVisible();
  await enter(page, administrator());
  await expect(page).toHaveURL(/\/tenants\/u00000014\/details\?notice=signed-in$/);
  await page.context().close();
});

test("the right password with another tenant's certificate is told what is wrong", async ({ browser }) => {
  const page = await open(browser, otherAdministrator());
  await page.goto("/");
  await enter(page, administrator());
  await expect(page.getByRole("alert").first()).toContainText(
    "選択した証明書（O=u00000452）は、このユーザのテナントのものではありません。",
  );
  await page.context().close();
});

test("after five failures the sixth attempt waits, right password or not, and the message names the minutes", async ({
  browser,
}) => {
  const terminal = await fetchCertificate(await signedIn(administrator()), 614);
  const page = await open(browser, terminal);
  await page.goto("/");
  for (let failure = 0; failure < 5; failure++) {
    await enter(page, { ...auditor(), password: "wrong" });
    await expect(page.getByText("ログインIDまたはパスワードが違います。")).toBeVisible();
  }
  await enter(page, auditor());
  await expect(page.getByRole("alert").first()).toContainText(/約1[45]分後にもう一度お試しください。/);
  await signIn(page, administrator());
  await expect(page.getByText("ログインに成功しました。"), "nobody else is locked out").toBeVisible();
  await page.context().close();
});

test("headers that claim a certificate or an address change nothing", async () => {
  const claims = {
    "X-Forwarded-For": "203.0.113.66",
    "X-Real-IP": "203.0.113.66",
    Forwarded: "for=203.0.113.66",
    "Client-Cert": ":MIIB:",
    "X-SSL-Client-Cert": "-----BEGIN%20CERTIFICATE-----",
    "X-SSL-Client-S-DN": "CN=client21,O=u00000014",
    "X-SSL-Client-Verify": "SUCCESS",
    "X-Forwarded-Host": "evil.example",
  };
  const bare = await new Visitor().get("/tenants/u00000014", claims);
  expect(bare.status).toBe(403);
  expect(bare.text).toContain("クライアント証明書が必要です");
  const visitor = new Visitor(administrator());
  const entered = await visitor.signIn(administrator(), claims);
  expect(entered.location).not.toContain("evil.example");
  const history = await visitor.get("/tenants/u00000014/sign-ins", claims);
  expect(history.status).toBe(200);
  expect(history.text).not.toContain("203.0.113.66");
  expect(history.text).toMatch(/>(127\.0\.0\.1|::1)</);
});

test("a host that is not ours is answered 421, also with a certificate and a session", async () => {
  const visitor = await signedIn(administrator());
  for (const Host of ["evil.example", `localhost:${ports.http}`, `localhost:${ports.https}.evil.example`]) {
    const answer = await visitor.get("/", { Host });
    expect(answer.status, Host).toBe(421);
    expect(answer.text).toContain("このサイトのアドレスではありません");
  }
});

test("a change without Origin, or from another site, is answered 403 and signs nobody out", async () => {
  const visitor = await signedIn(administrator());
  const csrfToken = visitor.cookies.get("__Host-portal-csrf")?.split(/\||%7C/)[0] ?? "";
  for (const headers of [{}, { Origin: "https://evil.example" }, { Origin: `http://localhost:${ports.https}` }]) {
    const answer = await visitor.post("/api/auth/signout", { csrfToken }, headers);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("この操作は受け付けられませんでした");
  }
  expect((await visitor.get("/tenants/u00000014")).status).toBe(200);
});

test("after signing out the old cookie is worth nothing", async () => {
  const visitor = await signedIn(administrator());
  const kept = new Visitor(administrator(), visitor.cookies);
  const csrfToken = visitor.cookies.get("__Host-portal-csrf")?.split(/\||%7C/)[0] ?? "";
  await visitor.post("/api/auth/signout", { csrfToken });
  expect((await kept.get("/tenants/u00000014")).location).toContain("signin");
});

async function open(browser: Browser, certificate: Certificate): Promise<Page> {
  return (await browser.newContext(certificateOf(certificate))).newPage();
}

async function enter(page: Page, { loginId, password }: { loginId: string; password: string }): Promise<void> {
  await page.getByLabel("ログインID").fill(loginId);
  await page.getByLabel("パスワード", { exact: true }).fill(password);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "ログイン" }).click()]);
}
