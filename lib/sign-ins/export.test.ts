import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let exportSignIns: typeof import("./export.ts")["exportSignIns"];
let inputs: typeof import("./inputs.ts");
let platform: typeof import("#lib/platform/system-db.ts");
let clinic: Scope;
let other: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ exportSignIns } = await import("./export.ts"));
  inputs = await import("./inputs.ts");
  platform = await import("#lib/platform/system-db.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
  const { makeSignInPartitions } = await import("./make-partitions.ts");
  await makeSignInPartitions(house.daysLater(-60));
  await platform.systemPool().query(many, [clinic.tenant.id, house.today, 5_500]);
  await platform.systemPool().query(many, [other.tenant.id, house.today, 10]);
});

after(() => database.close());

const many = `INSERT INTO sign_ins (id, "tenantId", at, "loginId", door, result, address, "userAgent")
  SELECT gen_random_uuid(), $1, $2::timestamptz - i * interval '10 minutes', 'bulk' || i, 'portal', 'success', '192.0.2.1', 'x'
  FROM generate_series(1, $3) i`;

const filter = (query: Record<string, string> = {}) => inputs.signInFilterInput.parse(query);

async function text(pieces: AsyncIterable<Buffer>): Promise<string> {
  let whole = "";
  for await (const piece of pieces) whole += piece.toString();
  return whole;
}

const lines = (csv: string) => csv.split("\r\n").slice(1, -1);

test("the file has what the list has, in Japan time, and says each door", async () => {
  const { systemDb } = platform;
  const row = {
    tenantId: clinic.tenant.id,
    at: new Date("2026-04-10T15:08:10.123Z"),
    loginId: "file",
    name: "笠原",
    result: "failure",
    reason: "PASSWORD_WRONG",
    address: "2001:db8::1",
    commonName: "client21",
    serial: "0a".repeat(16),
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
  };
  const doors = ["portal", "api", "est", "native"];
  await systemDb().signIn.createMany({
    data: doors.map((door, late) => ({ ...row, door, at: new Date(row.at.getTime() - late) })),
  });
  const csv = await text(await exportSignIns(house.as(clinic, "auditor"), filter({ loginId: "file" })));
  const line = (app: string) =>
    `"2026/04/11 00:08:10","file","笠原","失敗","パスワードの誤り","2001:db8::1","client21","${"0a".repeat(16)}","Chrome 141 / Windows","${app}"`;
  assert.equal(
    csv,
    `\ufeff"日時","ログインID","氏名","結果","理由","接続元IP","証明書CN","シリアル番号","ブラウザ/OS","アプリ"\r\n${["クラウド管理", "証明書更新API", "EST", "連携アプリ"].map(line).join("\r\n")}\r\n`,
  );
});

test("it holds every row of the filter once, over all batches and months, and none of another tenant", async () => {
  const csv = await text(await exportSignIns(clinic, filter({ address: "192.0.2.1" })));
  const ids = lines(csv).map((line) => line.split('","')[1]);
  assert.deepEqual(
    ids,
    Array.from({ length: 5_500 }, (_, at) => `bulk${at + 1}`),
  );
});

test("without rows it has its header", async () => {
  for (const query of [{ loginId: "nobody" }, { certificate: "4711" }]) {
    assert.match(await text(await exportSignIns(clinic, filter(query))), /^\ufeff"日時",[^\r]*\r\n$/);
  }
});

test("what a stranger typed runs in no spreadsheet and disguises no line", async () => {
  const { signInInput } = await import("#lib/sessions/inputs.ts");
  const { recordSignIn } = await import("./record.ts");
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
  const texts = [
    "=cmd|' /C calc'!A0",
    "＝1+1",
    " \t=1",
    "@sum(1)",
    "a\r\n2026/04/10 success",
    "ad\u202emin\u200b",
    "half\ud800",
    "nul\0",
    `long${"x".repeat(100_000)}`,
  ];
  for (const typed of texts) {
    const { loginId } = signInInput.parse({ loginId: typed, password: "x" });
    const peer = await house.peerOf(number, { userAgent: typed, address: "203.0.113.66" });
    await recordSignIn({ tenantId: clinic.tenant.id, at: house.today, loginId, result: "failure", door: "portal" }, peer);
  }
  const csv = await text(await exportSignIns(clinic, filter({ address: "203.0.113.66" })));
  assert.equal(lines(csv).length, texts.length);
  assert.doesNotMatch(csv, /[,\n]"[\s"]*[=+\-@|＝＋－＠]/u);
  assert.doesNotMatch(csv.replaceAll("\r\n", "").slice(1), /[\p{Cc}\p{Cf}]/u);
  assert.ok(csv.isWellFormed());
  assert.ok(lines(csv).every((line) => line.length < 600));
});

describe("who takes it", () => {
  test("stands in the log with the filter before the first byte", async () => {
    const before = await clinic.db.auditEntry.count({ where: { action: "sign-ins:export" } });
    await exportSignIns(clinic, filter({ loginId: "ＢＵＬＫ1", from: "2026-01-01" }));
    const entries = await clinic.db.auditEntry.findMany({ where: { action: "sign-ins:export" }, orderBy: { sequence: "desc" } });
    assert.equal(entries.length, before + 1);
    assert.partialDeepStrictEqual(entries[0]?.facts, { loginId: "bulk1", from: "2026-01-01", result: "all" });
  });

  test("without the right to the history gets their own rows", async () => {
    const scope = house.as(clinic, "general");
    const user = { ...scope.actor.user, loginId: "bulk1" } as NonNullable<Scope["actor"]["user"]>;
    const csv = await text(await exportSignIns({ ...scope, actor: { ...scope.actor, user } }, filter()));
    assert.equal(lines(csv).length, 0, "the rows of that login ID are of no user");
    const entry = await clinic.db.auditEntry.findFirst({ where: { action: "sign-ins:export" }, orderBy: { sequence: "desc" } });
    assert.partialDeepStrictEqual(entry?.facts, { loginId: "bulk1" });
    await assert.rejects(exportSignIns(house.as(clinic, "entrustedGeneral"), filter()), house.isCode("NOT_PERMITTED"));
  });
});

describe("a file on its way", () => {
  test("counts as activity of who reads it", async () => {
    const { scope } = await signedIn("keeps.reading");
    const now = new Date(house.today.getTime() + 20 * 60_000);
    await text(await exportSignIns({ ...scope, clock: { now: () => now } }, filter({ address: "192.0.2.1" })));
    const session = await platform.systemDb().session.findFirstOrThrow({ where: { id: scope.actor.sessionId ?? "" } });
    assert.deepEqual(session.lastSeenAt, now);
  });

  const ways = {
    "is stopped": (user) => platform.systemDb().user.update({ where: user, data: { state: "stopped" } }),
    "is demoted": (user) => platform.systemDb().user.update({ where: user, data: { role: "general" } }),
    "signs out": (_, id) => platform.systemDb().session.update({ where: { id }, data: { endedAt: house.today } }),
    "is of an organisation that is stopped": () =>
      platform.systemDb().tenant.update({ where: { orcamoId: "u00000001" }, data: { state: "stopped" } }),
  } satisfies Record<string, (user: { id: string }, sessionId: string) => Promise<unknown>>;

  for (const [name, end] of Object.entries(ways)) {
    test(`breaks off for who ${name}`, async () => {
      const { scope, userId } = await signedIn(`breaks.${name.replaceAll(" ", ".")}`);
      const pieces = (await exportSignIns(scope, filter({ address: "192.0.2.1" })))[Symbol.asyncIterator]();
      assert.match(String((await pieces.next()).value), /bulk1"/);
      assert.match(String((await pieces.next()).value), /bulk1001"/);
      await end({ id: userId }, scope.actor.sessionId ?? "");
      await assert.rejects(pieces.next(), house.isCode("SIGN_IN_REQUIRED"));
    });
  }

  async function signedIn(loginId: string) {
    const { requestCertificates } = await import("#lib/certificates/request.ts");
    const { signIn } = await import("#lib/sessions/sign-in.ts");
    const [number = 0] = await requestCertificates(clinic, { requestId: randomUUID(), kind: "client", count: 1, note: "" });
    const user = await house.makeUser(clinic, loginId, "auditor");
    await signIn({ loginId, password: user.password }, await house.peerOf(number), clinic.clock);
    const session = await platform.systemDb().session.findFirstOrThrow({ where: { userId: user.id } });
    const scope = house.as(clinic, "auditor");
    return { userId: user.id, scope: { ...scope, actor: { ...scope.actor, sessionId: session.id } } };
  }
});
