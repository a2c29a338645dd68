import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { type MadeRequest, makeRequest, requestAgain } from "#tests/signing-requests.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let renewals: typeof import("#tests/renewals.ts");
let clinic: Scope;
let reEnroll: typeof import("./re-enroll.ts").reEnroll;

before(async () => {
  Object.assign(process.env, { PORTAL_RENEWAL_WINDOW_DAYS: "100", PORTAL_KEY_POOL: "0" });
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  renewals = await import("#tests/renewals.ts");
  ({ reEnroll } = await import("./re-enroll.ts"));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000014");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** Whoever holds that generation, so many days after the first one was issued; they are good for 1,096. */
function holder(number: number, { generation = 1, day = 1050 } = {}): Promise<Scope> {
  return renewals.holder(clinic, number, house.daysLater(day), {}, generation);
}

const issued = (kind: "client" | "db" | "api" = "client") => renewals.issued(clinic, kind);

function made(number: number, kind = "client"): MadeRequest {
  return makeRequest(`/C=JP/O=u00000014/CN=${kind}${number}`);
}

async function enroll(scope: Scope, { der }: Pick<MadeRequest, "der">): Promise<X509Certificate> {
  return new X509Certificate((await reEnroll(scope, { csr: der })).certificate);
}

const rowsOf = (number: number) => clinic.db.certificate.findMany({ where: { number }, orderBy: { generation: "asc" } });

/** What the tenant's list of attempts and its log say, oldest first. */
async function seen(number: number) {
  const attempts = await clinic.db.renewalAttempt.findMany({ where: { number }, orderBy: { firstAt: "asc" } });
  const log = await clinic.db.auditEntry.findMany({
    where: { action: { startsWith: "certificates:renew" }, target: { contains: `CN=client${number},` } },
    orderBy: { sequence: "asc" },
  });
  return {
    attempts: attempts.map(({ door, result, reason, count }) => [door, result, reason, count]),
    log: log.map(({ action }) => action),
  };
}

describe("a terminal with a key of its own", () => {
  test("gets the next generation of its certificate, and no secret of it is here", async () => {
    const number = await issued();
    const request = made(number);
    const certificate = await enroll(await holder(number), request);
    assert.ok(certificate.checkPrivateKey(request.key));
    assert.equal(certificate.subject, `C=JP\nO=u00000014\nCN=client${number}`);
    const [old, row] = await rowsOf(number);
    assert.deepEqual([old?.state, old?.current, row?.state, row?.current], ["active", false, "active", true]);
    assert.deepEqual([row?.keyEnvelope, row?.passwordEnvelope, row?.derivationEnvelope], [null, null, null]);
    assert.deepEqual(await seen(number), { attempts: [["est", "renewed", null, 1]], log: ["certificates:renew"] });
  });

  test("gets nothing that its request asks for besides", async () => {
    const number = await issued("db");
    const subject = `/C=JP/O=u00000014/CN=db${number}`;
    const asks = ["basicConstraints=critical,CA:TRUE", "subjectAltName=DNS:portal.test", "keyUsage=keyCertSign"];
    const der = requestAgain(
      made(number, "db"),
      subject,
      asks.flatMap((extension) => ["-addext", extension]),
    );
    const certificate = await enroll(await holder(number), { der });
    assert.deepEqual([certificate.ca, certificate.subjectAltName], [false, undefined]);
    assert.deepEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.2"], "Node's keyUsage is the extended one");
  });

  test("gets the same again for the same key, in another request too", async () => {
    const number = await issued();
    const request = made(number);
    const first = await enroll(await holder(number), request);
    const again = await enroll(await holder(number, { day: 1051 }), request);
    const other = requestAgain(request, `/C=JP/O=u00000014/CN=client${number}`, ["-sha512"]);
    assert.deepEqual(again.raw, first.raw);
    assert.deepEqual((await enroll(await holder(number, { day: 1052 }), { der: other })).raw, first.raw);
    assert.equal((await rowsOf(number)).length, 2);
    const repeat = "certificates:renew-repeat";
    assert.deepEqual((await seen(number)).log, ["certificates:renew", repeat, repeat]);
  });

  test("is one, however often and at once it asks", async () => {
    const number = await issued();
    const [request, scope] = [made(number), await holder(number)];
    const answers = await Promise.all(Array.from({ length: 5 }, () => enroll(scope, request)));
    assert.equal(new Set(answers.map(({ serialNumber }) => serialNumber)).size, 1);
    assert.equal((await rowsOf(number)).length, 2);
    const { attempts, log } = await seen(number);
    assert.deepEqual(log, ["certificates:renew", "certificates:renew-repeat"]);
    assert.equal(
      attempts.reduce((sum, [, , , count]) => sum + Number(count), 0),
      5,
      "every attempt is counted",
    );
  });

  test("gets what was planned for its key when the process died before signing", async () => {
    const number = await issued();
    const [request, scope] = [made(number), await holder(number)];
    const certificate = await enroll(scope, request);
    const [, row] = await rowsOf(number);
    assert.ok(row);
    const unsigned = { state: "requested", current: false, certificate: null, thumbprint: null, issuedAt: null } as const;
    await clinic.db.certificate.update({ where: { id: row.id }, data: unsigned, select: { id: true } });
    assert.deepEqual((await enroll(scope, request)).raw, certificate.raw);
    assert.equal((await rowsOf(number)).length, 2);
  });

  test("goes on by itself, generation by generation, until the administrator takes over", async () => {
    const number = await issued();
    await enroll(await holder(number), made(number));
    await enroll(await holder(number, { generation: 2, day: 2100 }), made(number));
    const { renewCertificate } = await import("#lib/certificates/renew.ts");
    await renewCertificate(house.as(clinic, "administrator", house.daysLater(2200)), { number, generation: 3 });
    const keys = (await rowsOf(number)).map((row) => [row.generation, row.passwordEnvelope !== null]);
    assert.deepEqual(keys, [
      [1, true],
      [2, false],
      [3, false],
      [4, true],
    ]);
  });
});

describe("a terminal that lost the key of the last answer", () => {
  test("gets another certificate, a day later", async () => {
    const number = await issued();
    await enroll(await holder(number), made(number));
    const another = made(number);
    await assert.rejects(enroll(await holder(number), another), house.isCode("CERTIFICATE_TOO_YOUNG"));
    const certificate = await enroll(await holder(number, { day: 1052 }), another);
    assert.ok(certificate.checkPrivateKey(another.key));
    assert.equal((await rowsOf(number)).length, 3);
  });

  test("gets none once the last one was used", async () => {
    const number = await issued();
    await enroll(await holder(number), made(number));
    const { recordFirstUse } = await import("#lib/certificates/first-use.ts");
    await recordFirstUse(await holder(number, { generation: 2 }));
    await assert.rejects(enroll(await holder(number, { day: 1052 }), made(number)), house.isCode("CERTIFICATE_SUPERSEDED"));
  });

  test("gets none where there is a file to fetch", async () => {
    const number = await issued();
    const { renewOwn } = await import("./renew-own.ts");
    await renewOwn(await holder(number), { door: "api" });
    await assert.rejects(enroll(await holder(number, { day: 1052 }), made(number)), house.isCode("CERTIFICATE_SUPERSEDED"));
  });

  test("may fetch a file instead", async () => {
    const number = await issued();
    await enroll(await holder(number), made(number));
    const { renewOwn } = await import("./renew-own.ts");
    const { generation, made: isNew } = await renewOwn(await holder(number), { door: "api" });
    assert.deepEqual([generation, isNew], [3, true]);
  });

  test("makes no second one at the same moment", async () => {
    const number = await issued();
    const scope = await holder(number);
    const results = await Promise.allSettled([made(number), made(number)].map((request) => enroll(scope, request)));
    assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    assert.ok(house.isCode("CERTIFICATE_TOO_YOUNG")(refused?.reason));
    assert.equal((await rowsOf(number)).length, 2);
  });
});

describe("a renewal by EST is refused, and that stands in the tenant's log", () => {
  const own = makeRequest("/C=JP/O=u00000014/CN=client1");
  const by = (subject: string) => requestAgain(own, subject);
  const cases: Record<string, { code: string; day?: number; csr: (number: number) => Buffer }> = {
    "with garbage": { code: "CSR_INVALID", csr: () => Buffer.from("garbage") },
    "with nothing": { code: "CSR_INVALID", csr: () => Buffer.alloc(0) },
    "for another tenant's subject": { code: "CSR_SUBJECT_DIFFERS", csr: (n) => by(`/C=JP/O=u00000015/CN=client${n}`) },
    "for another certificate's subject": { code: "CSR_SUBJECT_DIFFERS", csr: (n) => by(`/C=JP/O=u00000014/CN=client${n + 1}`) },
    "for a subject with more in it": {
      code: "CSR_SUBJECT_DIFFERS",
      csr: (n) => by(`/C=JP/O=u00000014/CN=client${n}/CN=client1`),
    },
    "with a key of 1024 bits": {
      code: "CSR_KEY_NOT_ALLOWED",
      csr: (n) => makeRequest(`/C=JP/O=u00000014/CN=client${n}`, { key: "rsa:1024" }).der,
    },
    "before the window": { code: "RENEWAL_TOO_EARLY", day: 900, csr: (n) => by(`/C=JP/O=u00000014/CN=client${n}`) },
    "after the end": { code: "CERTIFICATE_EXPIRED", day: 1100, csr: (n) => by(`/C=JP/O=u00000014/CN=client${n}`) },
  };
  for (const [name, { code, csr, ...at }] of Object.entries(cases)) {
    test(name, async () => {
      const number = await issued();
      await assert.rejects(reEnroll(await holder(number, at), { csr: csr(number) }), house.isCode(code));
      assert.equal((await rowsOf(number)).length, 1);
      assert.deepEqual(await seen(number), {
        attempts: [["est", "refused", code, 1]],
        log: ["certificates:renew-refused"],
      });
    });
  }

  test("of a kind that is never renewed", async () => {
    const number = await issued("api");
    const refused = enroll(await holder(number), made(number, "api"));
    await assert.rejects(refused, house.isCode("CERTIFICATE_KIND_NOT_RENEWABLE"));
  });

  test("with the key that the terminal has, from us or its own", async () => {
    const number = await issued();
    const { openCertificateFiles } = await import("#lib/certificates/open-pkcs12.ts");
    const { pkcs12, password } = await openCertificateFiles(clinic, { number, encryption: "modern" });
    const args = ["pkcs12", "-nodes", "-nocerts", "-passin", `pass:${password}`];
    const keyPem = execFileSync("openssl", args, { input: pkcs12.bytes, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
    const subject = `/C=JP/O=u00000014/CN=client${number}`;
    const ours = { der: requestAgain({ ...own, keyPem }, subject) };
    await assert.rejects(enroll(await holder(number), ours), house.isCode("CSR_KEY_SAME"));
    const request = made(number);
    await enroll(await holder(number), request);
    const second = { generation: 2, day: 2100 };
    await assert.rejects(enroll(await holder(number, second), request), house.isCode("CSR_KEY_SAME"));
    await enroll(await holder(number, second), made(number));
    await assert.rejects(enroll(await holder(number, { generation: 3, day: 3150 }), request), house.isCode("CSR_KEY_SAME"));
  });

  test("to who came with more than a certificate", async () => {
    const number = await issued();
    await assert.rejects(enroll(house.as(clinic, "administrator"), made(number)), house.isCode("NOT_PERMITTED"));
  });
});
