import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { administrator, auditor } from "./portal.ts";
import { certificateOf, enter, expect, fitsNarrowScreens, test, watch } from "./session.ts";
import { asSuperuser } from "./superuser.ts";
import { signedIn } from "./visitor.ts";

const log = "/tenants/u00000014/log";

test("an auditor reads the log, finds it whole, and verifies the export as the guide says, without the portal", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ ...certificateOf(auditor()), javaScriptEnabled: false });
  await enter(context, await signedIn(auditor()));
  const page = await context.newPage();

  await page.goto(log);
  await expect(page.getByRole("link", { name: "テナントログ" })).toHaveAttribute("aria-current", "page");
  await page.getByLabel("操作", { exact: true }).selectOption({ label: "証明書の発行" });
  await page.getByRole("button", { name: "検索する" }).click();
  await expect(page.getByRole("cell", { name: "証明書の発行" }).first()).toBeVisible();
  await page.getByRole("link", { name: "次へ" }).click();
  await expect(page).toHaveURL(/action=certificates%3Aissue&before=\d+/);
  await page.getByRole("link", { name: "前へ" }).click();
  await fitsNarrowScreens(page);

  await page.getByRole("link", { name: "ログを検証する" }).click();
  await expect(page.getByText("ログは完全です。")).toBeVisible();
  await expect(page.getByText(/第\d+号、\d+番の記録まで/)).toBeVisible();
  await fitsNarrowScreens(page);

  await page.goto(log);
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "証拠付きで出力する" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^u00000014_log_\d{8}\.jsonl$/);
  const place = mkdtempSync(path.join(tmpdir(), "auditor-"));
  await saved.saveAs(path.join(place, "log.jsonl"));

  await page.getByRole("link", { name: "出力したログの検証手順" }).click();
  await fitsNarrowScreens(page);
  const script = await page.getByRole("region", { name: "verify-log.sh の内容" }).locator("code").textContent();
  writeFileSync(path.join(place, "verify-log.sh"), script ?? "");
  const verify = (file: string) => runScript(place, file);
  const { status, stdout } = await verify("log.jsonl");
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/Verified OK[\s\S]*OK: .*: signed up to entry \d+\n$/);

  const exported = readFileSync(path.join(place, "log.jsonl"), "utf8");
  writeFileSync(path.join(place, "altered.jsonl"), exported.replace("client611", "client612"));
  expect(await verify("altered.jsonl")).toMatchObject({ status: 1, stdout: expect.stringMatching(/^NG: altered: .*client612/) });
  writeFileSync(path.join(place, "shortened.jsonl"), exported.replace(/^\{"previousHash".*\n(?=\{"head")/m, ""));
  expect(await verify("shortened.jsonl")).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("NG: entries are missing at the end"),
  });
  rmSync(place, { recursive: true });
  await context.close();
});

test("what was done shows with who did it, over what, and what it was before", async ({ admin }) => {
  const errors = watch(admin);
  await admin.goto("/tenants/u00000014/certificates/507");
  await admin.getByText("編集", { exact: true }).click();
  await admin.getByRole("textbox", { name: "備考" }).fill("受付の端末");
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("備考を保存しました。")).toBeVisible();
  await admin.goto(`${log}?action=certificates:change-note&person=${administrator().loginId}`);
  const row = admin.getByRole("row").nth(1);
  await expect(row).toContainText("証明書の備考の変更");
  await expect(row).toContainText("→ 受付の端末");
  await expect(row).toContainText(administrator().loginId);
  await expect(row).toContainText("client21");
  expect(errors).toEqual([]);
});

test("who alters the database behind the portal's back is found out: the page names the entry", async ({ open }) => {
  const page = await open(auditor());
  const where = `"tenantId" = (SELECT id FROM tenants WHERE "orcamoId" = 'u00000014') AND sequence = 9`;
  const [entry] = await asSuperuser(`SELECT target FROM audit_entries WHERE ${where}`);
  await asSuperuser(`UPDATE audit_entries SET target = 'client999' WHERE ${where}`);
  try {
    await page.goto(`${log}/verify`);
    await expect(page.getByText("9番の記録が、書き込まれたときのものではありません。")).toBeVisible();
    await expect(page.getByText("1番から8番まで")).toBeVisible();
    await fitsNarrowScreens(page);
  } finally {
    await asSuperuser(`UPDATE audit_entries SET target = $1 WHERE ${where}`, entry?.target);
  }
  await page.getByRole("link", { name: "もう一度検証する" }).click();
  await expect(page.getByText("ログは完全です。")).toBeVisible();
});

/** Beside the browser, not in its way: it takes some milliseconds per entry. */
async function runScript(place: string, file: string): Promise<{ status: number | null; stdout: string }> {
  const script = spawn("sh", ["verify-log.sh", file], { cwd: place, stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<number | null>((resolve) => script.once("exit", resolve));
  const stdout = await text(script.stdout);
  return { status: await ended, stdout };
}
