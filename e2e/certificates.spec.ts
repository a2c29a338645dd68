import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { administrator } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { expect, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

const list = "/tenants/u00000014/certificates";

test("a number that nobody has, and one that cannot be, are not found, in Japanese", async ({ admin }) => {
  for (const number of ["999999", "0", "abc", "99999999999999"]) {
    const answer = await admin.request.get(`${list}/${number}`);
    expect(answer.status(), number).toBe(404);
    expect(await answer.text()).toContain("ページが見つかりません");
  }
});

test("an api certificate says why it cannot be renewed and what to do, however it is asked", async ({ admin }) => {
  await admin.goto(`${list}/606`);
  await expect(admin.getByRole("button", { name: "証明書更新" })).toHaveCount(0);
  const words = refusalSentence("CERTIFICATE_KIND_NOT_RENEWABLE", { commonName: "api606" });
  await expect(admin.getByText(words)).toBeVisible();
  expect(words).toContain("「新規発行申請」");
  await admin.goto(`${list}/606/renew`);
  await expect(admin.getByText(words)).toBeVisible();
  const sent = { orcamoId: "u00000014", number: "606", generation: "1" };
  const answer = await callAction(await signedIn(administrator()), `${list}/606`, serverAction("renewCertificateAction"), sent);
  expect(answer.text).toContain(words);
  await admin.goto(`${list}/606`);
  await expect(admin.getByRole("heading", { name: "以前の世代" })).toHaveCount(0);
});

test("OK sent five times at once makes one successor, and everybody is told of success", async ({ admin }) => {
  const visitor = await signedIn(administrator());
  const sent = { orcamoId: "u00000014", number: "608", generation: "1" };
  const renew = () => callAction(visitor, `${list}/608`, serverAction("renewCertificateAction"), sent);
  for (const answer of await Promise.all([renew(), renew(), renew(), renew(), renew()])) {
    expect(answer.text).toContain("notice=certificate-renewed");
  }
  await admin.goto(`${list}/608`);
  const earlier = admin.getByRole("table", { name: "以前の世代" }).getByRole("row");
  await expect(earlier, "the heading and one earlier generation").toHaveCount(2);
  await expect(admin.getByText(refusalSentence("CERTIFICATE_TOO_YOUNG"))).toBeVisible();
});

test("a double click on OK makes one successor", async ({ admin }) => {
  await admin.goto(`${list}/610`);
  await admin.getByRole("button", { name: "証明書更新" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "OK" }).dblclick();
  await expect(admin.getByText("証明書の更新に成功しました。")).toBeVisible();
  await expect(admin.getByRole("table", { name: "以前の世代" }).getByRole("row")).toHaveCount(2);
});

test("an over-long note is refused beside its field and stays typed", async ({ admin }) => {
  await admin.goto(`${list}/602`);
  await admin.getByText("編集", { exact: true }).click();
  const note = admin.getByRole("textbox", { name: "備考" });
  await note.evaluate((field) => field.removeAttribute("maxlength"));
  const typed = "長".repeat(201);
  await note.fill(typed);
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(note).toHaveAccessibleDescription(/備考は200文字以内で入力してください。/);
  await expect(note).toHaveValue(typed);
  await admin.reload();
  await expect(admin.getByText(typed)).toHaveCount(0);
});

test("a request says beside 枚数 what is wrong, keeps what was typed, and issues nothing", async ({ admin }) => {
  const newest = async () => {
    await admin.goto(`${list}?status=all&sort=-number`);
    return admin.getByRole("rowheader").first().innerText();
  };
  const before = await newest();
  await admin.goto(`${list}/new`);
  const count = admin.getByLabel("枚数");
  await admin.getByRole("textbox", { name: "備考" }).fill("第2診察室");
  for (const [typed, words] of [
    ["", "枚数"],
    ["51", "一度に申請できるのは50枚までです。分けて申請してください。"],
    ["0", "枚数は1以上を入力してください。"],
    ["1.5", "枚数を整数で入力してください。"],
  ] as const) {
    await count.fill(typed);
    await admin.getByRole("button", { name: /申請/ }).click();
    await expect(count).toHaveAccessibleDescription(new RegExp(words));
    await expect(count).toHaveAttribute("aria-invalid", "true");
    await expect(count).toHaveValue(typed);
    await expect(admin.getByRole("textbox", { name: "備考" })).toHaveValue("第2診察室");
  }
  expect(await newest()).toBe(before);
});

test("two certificates are requested and stand first in the list", async ({ admin }) => {
  await admin.goto(`${list}/new`);
  await admin.getByLabel("枚数").fill("2");
  await admin.getByRole("textbox", { name: "備考" }).fill("訪問用");
  await admin.getByRole("button", { name: /申請/ }).click();
  await expect(admin.getByText("証明書を発行しました。")).toBeVisible();
  const [first, second] = await admin.getByRole("rowheader").allInnerTexts();
  const number = (name = "") => Number(/client(\d+)/.exec(name)?.[1]);
  expect(number(first)).toBe(number(second) + 1);
  await admin.getByRole("link", { name: first ?? "" }).click();
  await expect(admin.getByText("訪問用").first()).toBeVisible();
});

test("a certificate is revoked with a reason, which its page then shows", async ({ admin }) => {
  await admin.goto(`${list}/615`);
  await admin.getByRole("link", { name: "失効", exact: true }).click();
  await admin.getByRole("button", { name: "OK" }).click();
  await expect(admin.getByLabel(/^理由/)).toHaveAccessibleDescription(/失効の理由を選択してください。/);
  await admin.getByLabel(/^理由/).selectOption("紛失・盗難・漏洩のおそれ");
  await admin.getByRole("button", { name: "OK" }).click();
  await expect(admin.getByText("証明書を失効しました。この証明書ではもう接続できません。")).toBeVisible();
  await expect(admin.getByText("紛失・盗難・漏洩のおそれ")).toBeVisible();
  await expect(admin.getByRole("link", { name: /ダウンロード\(/ })).toHaveCount(0);
});

test("the certificate of one's own session cannot be revoked", async ({ admin }) => {
  await admin.goto(`${list}/21/revoke`);
  await admin.getByLabel(/^理由/).selectOption("その他");
  await admin.getByRole("button", { name: "OK" }).click();
  await expect(admin.getByText(refusalSentence("CERTIFICATE_IN_USE"))).toBeVisible();
});
