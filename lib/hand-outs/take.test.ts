import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let makeHandOut: typeof import("./make.ts")["makeHandOut"];
let takeHandOut: typeof import("./take.ts")["takeHandOut"];
let getHandOut: typeof import("./queries.ts")["getHandOut"];
let emptyHandOuts: typeof import("./sweep.ts")["emptyHandOuts"];
let clinic: Scope;
let maker: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ makeHandOut } = await import("./make.ts"));
  ({ takeHandOut } = await import("./take.ts"));
  ({ getHandOut } = await import("./queries.ts"));
  ({ emptyHandOuts } = await import("./sweep.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  maker = seated(house.as(clinic, "administrator"));
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** At a browser, with a session. */
function seated(scope: Scope): Scope {
  return { ...scope, actor: { ...scope.actor, sessionId: crypto.randomUUID() } };
}

const later = (scope: Scope, minutes: number): Scope => {
  const now = new Date(house.today.getTime() + minutes * 60_000);
  return { ...scope, clock: clockAt(now), actor: { ...scope.actor, provedAt: now } };
};

const sato = { loginId: "sato", name: "佐藤", role: "administrator", password: "S3cretS3cretS3cr" } as const;
const letter = () => makeHandOut(maker, { fileName: "tenant_admin2.txt", users: [sato], numbers: [] });
const envelopeOf = async (id: string) => (await clinic.db.handOut.findUnique({ where: { id } }))?.envelope;

describe("a hand-out", () => {
  test("is taken by who made it, and the log tells it without the password", async () => {
    const id = await letter();
    assert.equal((await getHandOut(maker, { id })).takeable, true);
    assert.doesNotMatch(Buffer.from((await envelopeOf(id)) ?? []).toString("latin1"), /S3cret/);
    const { name, type, file } = await takeHandOut(maker, { id });
    assert.deepEqual([name, type], ["tenant_admin2.txt", "text/plain; charset=utf-8"]);
    assert.match(String(file), /^パスワード: S3cretS3cretS3cr\r$/m);
    assert.match(String(file), /^テナント: テナントu00000001 \(u00000001\)\r$/m);
    const entry = await clinic.db.auditEntry.findFirstOrThrow({ where: { action: "hand-outs:take" } });
    assert.equal(entry.target, "tenant_admin2.txt");
    assert.deepEqual(entry.facts, { loginIds: "sato", again: false });
    assert.doesNotMatch(JSON.stringify(entry.facts), /S3cret/);
  });

  test("may be taken again by the same session for five minutes, as after a lost answer", async () => {
    const id = await letter();
    await takeHandOut(maker, { id });
    assert.equal((await getHandOut(later(maker, 4), { id })).taken, true);
    assert.match(String((await takeHandOut(later(maker, 4), { id })).file), /sato/);
    await assert.rejects(takeHandOut(seated(maker), { id }), house.isCode("HAND_OUT_GONE"), "another session of the person");
    await assert.rejects(takeHandOut(later(maker, 6), { id }), house.isCode("HAND_OUT_GONE"));
    assert.equal((await getHandOut(later(maker, 6), { id })).takeable, false);
  });

  test("asks for the password again at a browser that was left open, and tells no more than its name", async () => {
    const id = await letter();
    const left = { ...maker, clock: later(maker, 11).clock };
    await assert.rejects(takeHandOut(left, { id }), house.isCode("PROOF_REQUIRED"));
    assert.equal((await getHandOut(left, { id })).fileName, "tenant_admin2.txt");
    assert.ok(await takeHandOut(later(maker, 11), { id }));
  });

  test("of two sessions at once goes to one", async () => {
    const id = await letter();
    const answers = await Promise.allSettled([0, 1, 2, 3].map(() => takeHandOut(seated(maker), { id })));
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    for (const answer of answers) if (answer.status === "rejected") assert.ok(house.isCode("HAND_OUT_GONE")(answer.reason));
  });

  test("is gone after half an hour, also when the clock was set back", async () => {
    const id = await letter();
    await assert.rejects(takeHandOut(later(maker, 30), { id }), house.isCode("HAND_OUT_GONE"));
    await assert.rejects(takeHandOut(later(maker, -1), { id }), house.isCode("HAND_OUT_GONE"));
    assert.ok(await takeHandOut(later(maker, 29), { id }));
  });

  test("is not found by another person, in another tenant, or under another id", async () => {
    const id = await letter();
    const stranger = seated(house.as(await house.makeTenant("u00000002"), "administrator"));
    const colleague = seated(house.as(clinic, "administrator"));
    for (const scope of [stranger, { ...stranger, actor: maker.actor }, colleague]) {
      await assert.rejects(takeHandOut(scope, { id }), house.isCode("NOT_FOUND"));
      await assert.rejects(getHandOut(scope, { id }), house.isCode("NOT_FOUND"));
    }
    await assert.rejects(takeHandOut(maker, { id: crypto.randomUUID() }), house.isCode("NOT_FOUND"));
    for (const standing of ["auditor", "general", "vendor", "entrustedServer"] as const)
      await assert.rejects(takeHandOut(house.as(clinic, standing), { id }), house.isCode("NOT_PERMITTED"));
    await assert.rejects(makeHandOut(clinic, { fileName: "a", users: [], numbers: [] }), house.isCode("NOT_PERMITTED"));
  });

  test("is emptied when it was taken or waited too long, and not before", async () => {
    const [taken, waiting] = [await letter(), await letter()];
    await takeHandOut(maker, { id: taken });
    const at = (minutes: number) => later(maker, minutes).clock.now();
    await emptyHandOuts(at(4));
    assert.ok(await envelopeOf(taken));
    await emptyHandOuts(at(5));
    assert.equal(await envelopeOf(taken), null);
    assert.ok(await envelopeOf(waiting));
    await emptyHandOuts(at(30));
    assert.equal(await envelopeOf(waiting), null);
    assert.equal(await emptyHandOuts(at(30)), 0);
    await assert.rejects(takeHandOut(maker, { id: waiting }), house.isCode("HAND_OUT_GONE"));
  });
});

describe("a hand-out with certificates", () => {
  let number: number;
  before(async () => {
    const { requestCertificates } = await import("#lib/certificates/request.ts");
    const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
    number = (await requestCertificates(clinic, request))[0] ?? 0;
  });

  const zipOf = async (scope: Scope, id: string) => {
    const { name, type, file } = await takeHandOut(scope, { id });
    assert.deepEqual([name, type], ["u00000001.zip", "application/zip"]);
    return Buffer.isBuffer(file) ? file : await buffer(file);
  };

  test("is a zip of everything that a terminal needs", async () => {
    const id = await makeHandOut(maker, { fileName: "u00000001.zip", users: [sato], numbers: [number] });
    const zip = (await zipOf(maker, id)).toString("latin1");
    for (const name of ["tenant_admin1.txt", `/client${number}.pass`, `/client${number}.crt`, "/ca.crt", ".p12"])
      assert.ok(zip.includes(name), name);
  });

  test("made in the operator's console is taken there, and stands in the log of both", async () => {
    const operator = seated(house.as(await house.makeTenant("o00000001", "operator"), "operator"));
    const content = { fileName: "u00000001.zip", users: [sato], numbers: [number], tenant: clinic.tenant };
    const id = await makeHandOut(operator, content);
    assert.ok((await zipOf(operator, id)).toString("latin1").includes(`/client${number}.pass`));
    for (const { db } of [operator, clinic]) {
      const entry = await db.auditEntry.findFirstOrThrow({ orderBy: { sequence: "desc" } });
      assert.deepEqual(entry.facts, { loginIds: "sato", numbers: String(number), again: false });
    }
  });

  test("leaves out what was revoked meanwhile", async () => {
    const { revokeCertificate } = await import("#lib/certificates/revoke.ts");
    const id = await makeHandOut(maker, { fileName: "u00000001.zip", users: [sato], numbers: [number] });
    await revokeCertificate(clinic, { number, reason: "unspecified" });
    const zip = (await zipOf(maker, id)).toString("latin1");
    assert.ok(zip.includes("tenant_admin1.txt"));
    assert.ok(!zip.includes(".p12"));
  });
});
