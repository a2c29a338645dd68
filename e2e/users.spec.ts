import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { fetchCertificate } from "./fetch-certificate.ts";
import { makeStale } from "./make-stale.ts";
import { addUser, newUser } from "./new-user.ts";
import { administrator, operator, otherAdministrator, signInOf } from "./portal.ts";
import { certificateOf, expect, fitsNarrowScreens, signIn, test, watch } from "./session.ts";
import { signedIn, Visitor } from "./visitor.ts";

const users = "/tenants/u00000014/users";
const chosenPassword = "kiri-no-mori-wa-shizuka";

test("a new user: mistakes first, the file once, a password of one's own, and what an auditor sees", async ({
  admin,
  browser,
  open,
}) => {
  test.setTimeout(120_000);
  const [loginId, name] = ["auditor.e2e", "寿限無".repeat(33)];
  await admin.goto(users);
  await admin.getByRole("link", { name: "追加", exact: true }).click();
  const add = admin.getByRole("button", { name: "追加する" });
  await add.click();
  await expect(admin.getByLabel("ログインID")).toHaveAccessibleDescription(/ログインIDを入力してください。/);
  await expect(admin.getByLabel("氏名")).toHaveAccessibleDescription(/氏名を入力してください。/);
  await expect(admin.getByLabel("権限")).toHaveAccessibleDescription(/権限を選択してください。/);

  await admin.getByLabel("ログインID").fill("ＡＤＭＩＮ０１４");
  await admin.getByLabel("氏名").fill(name);
  await admin.getByLabel("フリガナ").fill("ジュゲム");
  await admin.getByLabel("メール").fill("auditor@example.jp");
  await admin.getByLabel("権限").selectOption("監査者");
  await add.click();
  await expect(admin.getByRole("alert").filter({ hasText: "ログインID admin014 はすでに使われています。" })).toBeFocused();
  await expect(admin.getByLabel("氏名")).toHaveValue(name);
  await expect(admin.getByLabel("メール")).toHaveValue("auditor@example.jp");
  await expect(admin.getByLabel("権限").locator("option:checked")).toHaveText("監査者");
  await fitsNarrowScreens(admin);

  await admin.getByLabel("ログインID").fill(loginId);
  await add.dblclick();
  await expect(admin.getByText("ユーザを追加しました。")).toBeVisible();
  await expect(admin.getByText(/^tenant_auditor\d+\.txt$/)).toBeVisible();
  await fitsNarrowScreens(admin);
  const text = await take(admin, "受け取る");
  const password = signInOf(text).password;
  expect(text).toContain(`氏名: ${name}`);
  expect(await take(admin, "受け取る")).toBe(text);
  await admin.reload();
  expect(await take(admin, "もう一度受け取る")).toBe(text);
  expect(`${admin.url()} ${await admin.content()}`).not.toContain(password);
  const elsewhere = await open(administrator());
  await elsewhere.goto(admin.url());
  await expect(elsewhere.getByText("このファイルはすでに受け取り済みか、期限が切れています。")).toBeVisible();

  const person = { ...administrator(), loginId, password };
  const page = await (await browser.newContext(certificateOf(person))).newPage();
  const errors = watch(page);
  await signIn(page, person);
  await expect(page.getByText("はじめにパスワードを変更してください。")).toBeVisible();
  await page.goto("/tenants/u00000014/log");
  await expect(page).toHaveURL(/\/password$/);
  await changePassword(page, password, "mijikai");
  await expect(page.getByText("新しいパスワードは13文字以上で入力してください。").first()).toBeVisible();
  await changePassword(page, password, "123456password");
  await expect(page.getByText("推測されやすいパスワードです。").first()).toBeVisible();
  await changePassword(page, password, chosenPassword);
  await expect(page.getByText("パスワードを変更しました。")).toBeVisible();

  await expect(page.getByRole("navigation", { name: "メインメニュー" }).getByRole("link")).toHaveText([
    "TOP",
    "テナント情報",
    "証明書管理",
    "ログイン履歴",
    "テナントログ",
  ]);
  await fitsNarrowScreens(page);
  await page.goto("/tenants/u00000014/certificates/508");
  await expect(page.getByRole("heading", { level: 1, name: "申請済証明書詳細" })).toBeVisible();
  for (const name of [/ダウンロード\(/, /証明書更新/, /失効/, /表示する/]) {
    await expect(page.getByRole("main").getByText(name)).toHaveCount(0);
  }
  await page.goto(users);
  await expect(page.getByText("この操作をおこなう権限がありません。")).toBeVisible();
  expect(errors).toEqual([]);
  await page.context().close();
});

test("two who edit the same user: the second is told, and what they typed stays; a role is changed", async ({ admin, open }) => {
  const { address } = await newUser("edited.e2e");
  const second = await open(administrator());
  for (const page of [admin, second]) {
    await page.goto(address);
    await page.getByText("氏名・フリガナ・メールを編集").click();
  }
  await admin.getByLabel("氏名").fill("先に直した名前");
  await admin.getByRole("button", { name: "保存する" }).dblclick();
  await expect(admin.getByText("ユーザの情報を保存しました。")).toBeVisible();
  await second.getByLabel("フリガナ").fill("アトカラ");
  await second.getByRole("button", { name: "保存する" }).click();
  await expect(second.getByRole("alert").filter({ hasText: "画面を開いたあとに他の人が変更しました。" })).toBeFocused();
  await expect(second.getByLabel("フリガナ")).toHaveValue("アトカラ");

  await second.getByText("権限を変更").click();
  await second.getByLabel("権限").selectOption("監査者");
  await second.getByRole("button", { name: "変更する" }).click();
  await expect(second.getByText("画面を開いたあとに他の人が変更しました。")).toHaveCount(2);
  await second.reload();
  await second.getByText("権限を変更").click();
  await second.getByLabel("権限").selectOption("監査者");
  await second.getByRole("button", { name: "変更する" }).dblclick();
  await expect(second.getByText("ユーザの権限を変更しました。")).toBeVisible();
  await expect(second.getByText("先に直した名前").first()).toBeVisible();
  await second.reload();
  await expect(second.getByRole("definition").filter({ hasText: /^監査者$/ })).toBeVisible();
});

test("a stopped user is out at the next request, and in again once resumed", async ({ admin, open }) => {
  const user = await newUser("stopped.e2e");
  const page = await open(user);
  await page.goto("/tenants/u00000014");
  await admin.goto(user.address);
  await admin.getByRole("button", { name: "停止" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "OK" }).dblclick();
  await expect(admin.getByText("ユーザを停止しました。")).toBeVisible();
  await page.getByRole("link", { name: "ログイン履歴" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, user);
  await expect(page.getByText("このユーザは停止されています。")).toBeVisible();

  await admin.getByRole("button", { name: "再開" }).dblclick();
  await expect(admin.getByText("ユーザを再開しました。")).toBeVisible();
  await signIn(page, user);
  await expect(page.getByText("ログインに成功しました。")).toBeVisible();
});

test("five failures lock a user until an administrator unlocks", async ({ admin }) => {
  const user = await newUser("locked.e2e");
  // With a terminal of its own: the failures of a certificate are counted, too.
  const terminal = await fetchCertificate(await signedIn(administrator()), 616);
  const visitor = new Visitor(terminal);
  for (let failure = 0; failure < 5; failure++) await visitor.signIn({ ...user, password: "wrong" });
  await visitor.signIn(user);
  expect([...visitor.cookies.keys()]).not.toContain("__Host-portal-session");
  await admin.goto(user.address);
  await expect(admin.getByText("ロック中")).toBeVisible();
  await admin.getByRole("button", { name: "ロック解除" }).dblclick();
  await expect(admin.getByText("ユーザのロックを解除しました。")).toBeVisible();
  await expect(admin.getByText("ロック中")).toHaveCount(0);
  await visitor.signIn(user);
  expect([...visitor.cookies.keys()]).toContain("__Host-portal-session");
});

test("one session is ended and the other goes on; a new password ends what is left", async ({ admin, open }) => {
  const user = await newUser("sessions.e2e");
  await admin.goto(user.address);
  await admin.getByRole("button", { name: "すべて終了" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(admin.getByText("ログイン中のセッションはありません。")).toBeVisible();

  const [first, second] = [await open(user), await open(user)];
  for (const page of [first, second]) await page.goto("/tenants/u00000014");
  await admin.goto(user.address);
  await admin.getByRole("button", { name: /^終了/ }).first().dblclick();
  await expect(admin.getByText("ログイン中のセッションを終了しました。")).toBeVisible();
  await expect(admin.getByRole("button", { name: /^終了/ })).toHaveCount(1);
  for (const page of [first, second]) await page.reload();
  const out = [first, second].filter((page) => page.url().includes("/sign-in"));
  expect(out).toHaveLength(1);

  await admin.getByRole("button", { name: "パスワード再設定" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "OK" }).dblclick();
  await expect(admin.getByText("パスワードを再設定しました。")).toBeVisible();
  const password = signInOf(await take(admin, "受け取る")).password;
  for (const page of [first, second]) await page.goto("/tenants/u00000014");
  for (const page of [first, second]) await expect(page).toHaveURL(/\/sign-in/);
  await signIn(first, user);
  await expect(first.getByText("ログインIDまたはパスワードが違います。")).toBeVisible();
  await signIn(first, { ...user, password });
  await expect(first.getByText("はじめにパスワードを変更してください。")).toBeVisible();
});

test("nobody stops themselves, and the last administrator stays", async ({ admin, open }) => {
  await admin.goto(`${users}?loginId=${administrator().loginId}`);
  await admin.getByRole("link", { name: administrator().loginId, exact: true }).click();
  await expect(admin.getByText("他の管理者に依頼してください。")).toBeVisible();
  await expect(admin.getByRole("button", { name: "停止" })).toHaveCount(0);

  const page = await open(operator());
  await page.goto(`/tenants/u00000452/users?loginId=${otherAdministrator().loginId}`);
  await page.getByLabel("理由").fill("利用者の確認を電話で依頼されました。");
  await page.getByRole("button", { name: "入る" }).dblclick();
  await page.getByRole("link", { name: otherAdministrator().loginId, exact: true }).click();
  await page.getByRole("button", { name: "停止" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("dialog").getByRole("alert").filter({ hasText: "利用中の管理者が他にいないため" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "キャンセル" }).click();
  await page.getByRole("button", { name: "停止" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toHaveCount(0);
  await page.getByRole("dialog").getByRole("button", { name: "キャンセル" }).click();
  await page.getByText("権限を変更").click();
  await page.getByLabel("権限").selectOption("一般");
  await page.getByRole("button", { name: "変更する" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "先に別のユーザを管理者にしてください。" })).toBeVisible();
  await expect(page.getByLabel("権限").locator("option:checked")).toHaveText("一般");
  await page.getByRole("button", { name: "退出" }).click();
  await expect(page.getByText("テナントから退出しました。")).toBeVisible();
});

test("search and page live in the address", async ({ admin }) => {
  const visitor = await signedIn(administrator());
  for (let number = 1; number <= 21; number++) await addUser(visitor, { loginId: `listed${number}.e2e`, role: "general" });
  await admin.goto(users);
  await admin.getByLabel("ログインID").fill("ｌｉｓｔｅｄ");
  await admin.getByLabel("権限").selectOption("一般");
  await admin.getByRole("button", { name: "検索する" }).click();
  await expect(admin.getByText("全21件中 1～20件を表示しています。")).toBeVisible();
  await admin.getByRole("link", { name: "2", exact: true }).click();
  await expect(admin).toHaveURL(/loginId=listed&role=general&page=2$/);
  await expect(admin.getByText("全21件中 21～21件を表示しています。")).toBeVisible();
  await expect(admin.getByLabel("権限").locator("option:checked")).toHaveText("一般");
  const left = admin.url();
  await admin.getByRole("link", { name: /^listed\d/ }).click();
  await admin.getByRole("link", { name: "一覧に戻る" }).click();
  await expect(admin).toHaveURL(left);
  await fitsNarrowScreens(admin);
  await admin.getByRole("link", { name: "条件をクリア" }).click();
  await expect(admin).toHaveURL(users);
});

test("the rule for passwords is chosen, and holds for the next password", async ({ open }) => {
  const holder = otherAdministrator();
  const page = await open(holder);
  const choose = async (rule: RegExp) => {
    await page.goto("/tenants/u00000452/users");
    await page.getByRole("link", { name: "パスワードの規則" }).click();
    await page
      .getByLabel("パスワードの規則")
      .selectOption({ label: (await page.getByRole("option", { name: rule }).innerText()).trim() });
    await page.getByRole("button", { name: "保存する" }).dblclick();
    await expect(page.getByText("パスワードの規則を変更しました。")).toBeVisible();
  };
  await choose(/文字の種類を混ぜる/);
  await page.goto("/password");
  await expect(page.getByText(/^8文字以上.*英字・数字・記号をすべて混ぜたもの/)).toBeVisible();
  await changePassword(page, holder.password, chosenPassword);
  await expect(page.getByText("英字・数字・記号をすべて混ぜて入力してください。").first()).toBeVisible();
  await choose(/長さを重視する/);
  await page.goto("/password");
  await expect(page.getByText(/^13文字以上/)).toBeVisible();
});

test("without JavaScript: a user is added with the password shown again in the form, takes the file, and is stopped", async ({
  open,
}) => {
  const holder = administrator();
  const page = await open(holder, { javaScriptEnabled: false });
  await page.goto(`${users}/new`);
  await makeStale(holder.loginId);
  await page.getByLabel("ログインID").fill("plain.e2e");
  await page.getByLabel("氏名").fill("山田　太郎");
  await page.getByLabel("権限").selectOption("監査者");
  for (const shown of ["not the password", holder.password]) {
    await page.getByRole("button", { name: "追加する" }).click();
    await expect(page.getByLabel("氏名")).toHaveValue("山田　太郎");
    await expect(page.getByLabel("権限").locator("option:checked")).toHaveText("監査者");
    await page.getByLabel(/^パスワード（確認）\s*※/).fill(shown);
  }
  await page.getByRole("button", { name: "追加する" }).click();
  await expect(page.getByText("ユーザを追加しました。")).toBeVisible();
  expect(signInOf(await take(page, "受け取る")).password).toMatch(/^\S{12,}$/);

  await page.getByRole("link", { name: "ユーザ管理に戻る" }).click();
  await page.getByLabel("ログインID").fill("plain.e2e");
  await page.getByRole("button", { name: "検索する" }).click();
  await page.getByRole("link", { name: "plain.e2e" }).click();
  await page.getByRole("button", { name: "停止" }).click();
  await expect(page.getByText("ユーザを停止します。")).toBeVisible();
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("ユーザを停止しました。")).toBeVisible();
  await expect(page.getByText("停止中")).toBeVisible();
});

async function take(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: new RegExp(`^${button}\\s*（tenant_`) }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^tenant_\w+\.txt$/);
  return readFileSync(await file.path(), "utf8");
}

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  // Beside each field there is a box that shows it, with a label that begins alike.
  const field = (label: string) => page.getByLabel(new RegExp(`^${label}\\s*※`));
  await field("現在のパスワード").fill(current);
  await field("新しいパスワード").fill(next);
  await field("新しいパスワード（確認）").fill(next);
  await page.getByRole("button", { name: "変更する" }).click();
}
