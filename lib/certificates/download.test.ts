import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let clinic: Scope;
let numbers: number[];
const dir = mkdtempSync(path.join(tmpdir(), "portal-download-"));

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const { requestCertificates } = await import("./request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  numbers = await requestCertificates(clinic, { requestId: crypto.randomUUID(), kind: "client", count: 4, note: "=受付" });
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
  rmSync(dir, { recursive: true });
});

const logged = (action: string) => clinic.db.auditEntry.count({ where: { action } });

async function unzip(stream: NodeJS.ReadableStream, name: string): Promise<string> {
  const file = path.join(dir, `${name}.zip`);
  writeFileSync(file, await buffer(stream));
  const target = path.join(dir, name);
  execFileSync("unzip", ["-q", file, "-d", target], { env: { ...process.env, LANG: "C.UTF-8" } });
  return target;
}

describe("a download", () => {
  test("is a p12 that opens with the password shown, and both are recorded", async () => {
    const { openPkcs12, showPassword } = await import("./open-pkcs12.ts");
    const number = numbers[0] ?? 0;
    const password = await showPassword(clinic, number);
    assert.match(password, /^[!-~]{20,}$/);
    for (const encryption of ["compatible", "modern"] as const) {
      const { name, bytes } = await openPkcs12(clinic, { number, encryption });
      assert.equal(name, `${String(number).padStart(6, "0")}_JP_u00000001_client${number}.p12`);
      const text = execFileSync("openssl", ["pkcs12", "-nokeys", "-passin", `pass:${password}`, "-info"], {
        input: bytes,
        stdio: ["pipe", "pipe", "ignore"],
      });
      assert.match(text.toString(), new RegExp(`client${number}`));
    }
    assert.equal(await logged("certificates:show-password"), 1);
    assert.equal(await logged("certificates:download-p12"), 2);
  });

  test("as zip holds p12, pass without a line end, crt, ca.crt and the how-to", async () => {
    const { openCertificateFiles } = await import("./open-pkcs12.ts");
    const { streamZip, zipEntries } = await import("./zip.ts");
    const number = numbers[1] ?? 0;
    const files = await openCertificateFiles(clinic, { number, encryption: "compatible" });
    const target = await unzip(
      streamZip(
        (async function* () {
          yield* zipEntries(files);
        })(),
      ),
      "one",
    );
    assert.deepEqual(
      readdirSync(target).sort(),
      [files.pkcs12.name, "ca.crt", `client${number}.crt`, `client${number}.pass`, "お読みください.txt"].sort(),
    );
    assert.equal(readFileSync(path.join(target, `client${number}.pass`), "utf8"), files.password);
    assert.match(readFileSync(path.join(target, "ca.crt"), "utf8"), /^-----BEGIN CERTIFICATE-----/);
    const verified = execFileSync("openssl", [
      "verify",
      "-CAfile",
      path.join(target, "ca.crt"),
      "-no_check_time",
      path.join(target, `client${number}.crt`),
    ]);
    assert.match(verified.toString(), /: OK/);
  });

  test("of many has a folder each and an index that Excel reads", async () => {
    const { bulkDownload } = await import("./bulk-download.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const { streamZip } = await import("./zip.ts");
    const chosen = bulkDownloadInput.parse({ chosen: [String(numbers[0]), String(numbers[2]), String(numbers[2])] });
    const target = await unzip(streamZip(await bulkDownload(clinic, chosen)), "some");
    assert.equal(readdirSync(target).length, 3);
    const csv = readFileSync(path.join(target, "一覧.csv"), "utf8");
    assert.ok(csv.startsWith("\ufeff"));
    assert.match(csv, /"'=受付"/, "a formula in a note is not run");
    assert.equal(csv.trim().split("\r\n").length, 3);
    const all = await unzip(streamZip(await bulkDownload(clinic, bulkDownloadInput.parse({ everything: "1" }))), "all");
    assert.equal(readdirSync(all).length, 5);
    assert.equal(await logged("certificates:bulk-download"), 2);
  });
});

describe("a certificate whose key the terminal made itself", () => {
  let own: number;
  let scope: Scope;
  before(async () => {
    const { requestCertificates } = await import("./request.ts");
    const { issueSuccessor } = await import("./renew.ts");
    scope = await house.makeTenant("u00000005");
    const request = { requestId: crypto.randomUUID(), kind: "client", count: 2, note: "" } as const;
    const [number = 0] = await requestCertificates(scope, request);
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const secrets = { id: crypto.randomUUID(), publicKey: publicKey.export({ type: "spki", format: "der" }) };
    await issueSuccessor(scope, { number, choose: () => undefined, makeSecrets: async () => secrets });
    own = number;
  });

  test("has no file and no password to hand out", async () => {
    const { openPkcs12, openCertificateFiles, showPassword } = await import("./open-pkcs12.ts");
    const { getCertificate } = await import("./queries.ts");
    const input = { number: own, encryption: "compatible" } as const;
    const reads = [() => openPkcs12(scope, input), () => openCertificateFiles(scope, input), () => showPassword(scope, own)];
    for (const read of reads) await assert.rejects(read(), house.isCode("CERTIFICATE_KEY_ELSEWHERE"));
    const { status, downloadable, keyElsewhere, ...shown } = await getCertificate(scope, own);
    assert.deepEqual([status, downloadable, keyElsewhere], ["active", false, true]);
    assert.ok(!("passwordEnvelope" in shown), "no envelope goes to a page");
  });

  test("is left out of 一括ダウンロード, whose index says so", async () => {
    const { bulkDownload } = await import("./bulk-download.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const { streamZip } = await import("./zip.ts");
    const all = await unzip(streamZip(await bulkDownload(scope, bulkDownloadInput.parse({ everything: "1" }))), "own");
    assert.equal(readdirSync(all).length, 2);
    const [, line = ""] = readFileSync(path.join(all, "一覧.csv"), "utf8").split("\r\n");
    assert.match(line, new RegExp(`CN=client${own},.*なし（秘密鍵は端末で作られました）`));
    const alone = bulkDownload(scope, bulkDownloadInput.parse({ chosen: String(own) }));
    await assert.rejects(alone, house.isCode("CERTIFICATE_KEY_ELSEWHERE"));
  });

  test("has a file again after 証明書更新, and is revoked like all others", async () => {
    const { renewCertificate } = await import("./renew.ts");
    const { revokeCertificate } = await import("./revoke.ts");
    const { openPkcs12 } = await import("./open-pkcs12.ts");
    const later = house.as(scope, "administrator", house.daysLater(30));
    await renewCertificate(later, { number: own, generation: 2 });
    assert.ok(await openPkcs12(later, { number: own, encryption: "modern" }));
    await revokeCertificate(later, { number: own, reason: "superseded" });
    const states = await scope.db.certificate.findMany({ where: { number: own }, select: { state: true } });
    assert.deepEqual(
      states.map(({ state }) => state),
      ["revoked", "revoked", "revoked"],
    );
  });
});

describe("a download is refused", () => {
  test("when the password was last shown too long ago, but for the p12, which is nothing without it", async () => {
    const { openPkcs12, openCertificateFiles, showPassword } = await import("./open-pkcs12.ts");
    const { bulkDownload } = await import("./bulk-download.ts");
    const { revokeCertificate } = await import("./revoke.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const fresh = house.as(clinic, "administrator");
    const stale = { ...fresh, clock: clockAt(new Date(clinic.clock.now().getTime() + 10 * 60_000 + 1)) };
    const number = numbers[0] ?? 0;
    const input = { number, encryption: "modern" } as const;
    const before = await clinic.db.auditEntry.count();
    await assert.rejects(openCertificateFiles(stale, input), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(showPassword(stale, number), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(bulkDownload(stale, bulkDownloadInput.parse({ chosen: number })), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(revokeCertificate(stale, { number, reason: "superseded" }), house.isCode("PROOF_REQUIRED"));
    assert.equal(await clinic.db.auditEntry.count(), before);
    assert.ok(await openPkcs12(stale, input));
    assert.ok(await showPassword(fresh, number));
  });

  test("and what was chosen comes back with the list, a page of it at most, whatever an address says", async () => {
    const { certificateListInput } = await import("./inputs.ts");
    const chosen = (given: unknown) => certificateListInput.parse({ chosen: given }).chosen;
    assert.deepEqual(chosen(["3", "21", "3"]), [3, 21]);
    assert.deepEqual(chosen("3,21"), [3, 21]);
    assert.deepEqual(chosen("7"), [7]);
    assert.equal(chosen(Array.from({ length: 500 }, (_, index) => String(index + 1))).length, 10);
    for (const none of [undefined, "", "x", "-1", "1,y", "99999999999"]) assert.deepEqual(chosen(none), [], String(none));
    assert.deepEqual(
      [certificateListInput.parse({}).everything, certificateListInput.parse({ everything: "1" }).everything],
      [false, true],
    );
  });

  test("when nothing is chosen, or only another tenant's", async () => {
    const { bulkDownload } = await import("./bulk-download.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const other = await house.makeTenant("u00000002");
    await assert.rejects(bulkDownload(clinic, bulkDownloadInput.parse({})), house.isCode("CERTIFICATE_NOTHING_CHOSEN"));
    await assert.rejects(
      bulkDownload(other, bulkDownloadInput.parse({ chosen: numbers.map(String) })),
      house.isCode("CERTIFICATE_NOTHING_CHOSEN"),
    );
  });

  test("when more are chosen than a statement has room for", async () => {
    const { bulkDownload } = await import("./bulk-download.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const chosen = Array.from({ length: 40_000 }, (_, index) => String(index + 1));
    await assert.rejects(bulkDownload(clinic, bulkDownloadInput.parse({ chosen })), house.isCode("CERTIFICATE_TOO_MANY_CHOSEN"));
  });

  test("when it cannot be recorded: nothing secret leaves", async () => {
    const { openPkcs12, openCertificateFiles, showPassword } = await import("./open-pkcs12.ts");
    const { bulkDownload } = await import("./bulk-download.ts");
    const { bulkDownloadInput } = await import("./inputs.ts");
    const { systemDb } = await import("#lib/platform/system-db.ts");
    const silent = await house.makeTenant("u00000004");
    const { requestCertificates } = await import("./request.ts");
    const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
    const number = (await requestCertificates(silent, request))[0] ?? 0;
    await systemDb().$executeRaw`UPDATE audit_heads SET sequence = 0 WHERE "tenantId" = ${silent.tenant.id}::uuid`;
    const input = { number, encryption: "modern" } as const;
    await assert.rejects(openPkcs12(silent, input));
    await assert.rejects(openCertificateFiles(silent, input));
    await assert.rejects(showPassword(silent, number));
    await assert.rejects(bulkDownload(silent, bulkDownloadInput.parse({ everything: "1" })));
  });

  test("to the wrong tenant and the wrong role, of a revoked certificate, and nothing is recorded", async () => {
    const { openPkcs12, openCertificateFiles, showPassword } = await import("./open-pkcs12.ts");
    const { revokeCertificate } = await import("./revoke.ts");
    const other = await house.makeTenant("u00000003");
    const before = await logged("certificates:download-p12");
    const number = numbers[3] ?? 0;
    const input = { number, encryption: "compatible" } as const;
    for (const run of [openPkcs12, openCertificateFiles]) {
      await assert.rejects(run(other, input), house.isCode("NOT_FOUND"));
      for (const standing of ["auditor", "general", "entrustedGeneral"] as const) {
        await assert.rejects(run(house.as(clinic, standing), input), house.isCode("NOT_PERMITTED"));
      }
    }
    await assert.rejects(showPassword(house.as(clinic, "auditor"), number), house.isCode("NOT_PERMITTED"));
    await revokeCertificate(clinic, { number, reason: "superseded" });
    await assert.rejects(openPkcs12(clinic, input), house.isCode("CERTIFICATE_NOT_ACTIVE"));
    await assert.rejects(showPassword(clinic, number), house.isCode("CERTIFICATE_NOT_ACTIVE"));
    assert.equal(await logged("certificates:download-p12"), before);
  });
});

test("a note belongs to the line, is recorded with before and after, and survives a renewal", async () => {
  const { changeNote } = await import("./change-note.ts");
  const { renewCertificate } = await import("./renew.ts");
  const { getCertificate } = await import("./queries.ts");
  const number = numbers[0] ?? 0;
  const later = house.as(clinic, "administrator", house.daysLater(30));
  await changeNote(later, { number, note: "診察室2" });
  await changeNote(later, { number, note: "診察室2" });
  await renewCertificate(later, { number, generation: 1 });
  assert.equal((await getCertificate(later, number)).note, "診察室2");
  const entries = await clinic.db.auditEntry.findMany({ where: { action: "certificates:change-note" } });
  assert.deepEqual(
    entries.map((entry) => entry.facts),
    [{ before: "=受付", after: "診察室2" }],
  );
  await assert.rejects(changeNote(house.as(later, "auditor"), { number, note: "x" }), house.isCode("NOT_PERMITTED"));
});
