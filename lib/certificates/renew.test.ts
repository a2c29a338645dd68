import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID, X509Certificate } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { someoneWaits } from "#tests/someone-waits.ts";

let database: TestDatabase;
let clinic: Scope;
let other: Scope;
let house: typeof import("#tests/scopes.ts");
let certificates: typeof import("./request.ts") &
  typeof import("./renew.ts") &
  typeof import("./revoke.ts") &
  typeof import("./queries.ts");

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const parts = [import("./request.ts"), import("./renew.ts"), import("./revoke.ts"), import("./queries.ts")] as const;
  certificates = Object.assign({}, ...(await Promise.all(parts)));
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function issued(kind: "client" | "db" = "client", scope = clinic): Promise<number> {
  const [number] = await certificates.requestCertificates(scope, {
    requestId: crypto.randomUUID(),
    kind,
    count: 1,
    note: "受付",
  });
  assert.ok(number);
  return number;
}

function rowsOf(number: number) {
  return clinic.db.certificate.findMany({ where: { number }, orderBy: { generation: "asc" } });
}

describe("a renewed certificate", () => {
  test("has a new key and serial, the same subject, three years from now; the old one stays valid", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(1000));
    await certificates.renewCertificate(later, { number, generation: 1 });
    const [old, current] = await rowsOf(number);
    assert.ok(old?.certificate && current?.certificate);
    assert.deepEqual([old.state, old.current, current.state, current.current], ["active", false, "active", true]);
    const [before, after] = [new X509Certificate(old.certificate), new X509Certificate(current.certificate)];
    assert.equal(after.subject, before.subject);
    assert.equal(after.subject, `C=JP\nO=u00000001\nCN=client${number}`);
    assert.notEqual(after.serialNumber, before.serialNumber);
    assert.notEqual(
      after.publicKey.export({ type: "spki", format: "pem" }),
      before.publicKey.export({ type: "spki", format: "pem" }),
    );
    assert.equal(current.notAfter.toISOString(), "2032-01-04T01:00:00.000Z");
    const shown = await certificates.getCertificate(later, number);
    assert.equal(shown.renewalRefusal, "CERTIFICATE_TOO_YOUNG");
    assert.equal(shown.note, "受付");
    assert.deepEqual(
      shown.predecessors.map((row) => [row.generation, row.status]),
      [[1, "active"]],
    );
  });

  test("is one, however often and at once OK is pressed", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    await Promise.all(Array.from({ length: 5 }, () => certificates.renewCertificate(later, { number, generation: 1 })));
    await certificates.renewCertificate(later, { number, generation: 1 });
    assert.equal((await rowsOf(number)).length, 2);
    const log = await clinic.db.auditEntry.count({
      where: { action: "certificates:renew", target: `CN=client${number},O=u00000001` },
    });
    assert.equal(log, 1);
  });

  test("is finished with the bytes that were planned when the process died before signing", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    const { makeSecrets, planCertificate } = await import("./plan.ts");
    const line = await clinic.db.certificateLine.findUniqueOrThrow({ where: { number } });
    const planned = await planCertificate(later, line, 2, await makeSecrets(later));
    assert.equal((await certificates.getCertificate(later, number)).generation, 1, "a plan is not yet a certificate");
    await certificates.renewCertificate(later, { number, generation: 1 });
    const [, current] = await rowsOf(number);
    assert.equal(current?.id, planned.id);
    assert.equal(current?.state, "active");
    assert.ok(Buffer.from(current.certificate ?? []).includes(Buffer.from(current.planned)));
  });

  test("takes a key that was made ahead, where there is one", async () => {
    const { addPooledKey, countPooledKeys } = await import("../authority/key-pool.ts");
    const { makePooledKey } = await import("../authority/pooled-key.ts");
    const { env } = await import("../platform/env.ts");
    const { withClient } = await import("#server/postgres/connect.ts");
    Reflect.set(env(), "keyPoolSize", 1);
    const key = makePooledKey();
    await withClient(database.system, (client) => addPooledKey(client, key, new Date()));
    const numbers = await certificates.requestCertificates(clinic, {
      requestId: randomUUID(),
      kind: "client",
      count: 1,
      note: "",
    });
    assert.equal(await countPooledKeys(), 0, "so does a request");
    await withClient(database.system, (client) => addPooledKey(client, makePooledKey(), new Date()));
    const later = house.as(clinic, "administrator", house.daysLater(1000));
    await certificates.renewCertificate(later, { number: numbers[0] ?? 0, generation: 1 });
    Reflect.set(env(), "keyPoolSize", 0);
    assert.equal(await countPooledKeys(), 0);
    const [first, second] = await rowsOf(numbers[0] ?? 0);
    assert.ok(first?.planned && Buffer.from(first.planned).includes(Buffer.from(key.publicKey)));
    assert.ok(second?.derivationEnvelope, "with what its file needs derived");
  });

  test("stays the one that is shown when an older plan is finished after it", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    const { finishCertificate } = await import("./issue.ts");
    const { planCertificate } = await import("./plan.ts");
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const spki = publicKey.export({ type: "spki", format: "der" });
    const line = await clinic.db.certificateLine.findUniqueOrThrow({ where: { number } });
    // A terminal's own key: its plan is nobody else's to finish.
    const planned = await planCertificate(later, line, 2, { id: randomUUID(), publicKey: spki });
    await certificates.renewCertificate(later, { number, generation: 1 });
    assert.equal(await finishCertificate(later, planned.id, "certificates:renew"), true);
    assert.equal(await finishCertificate(later, planned.id, "certificates:renew"), false);
    assert.deepEqual(
      (await rowsOf(number)).map(({ generation, state, current }) => [generation, state, current]),
      [
        [1, "active", false],
        [2, "active", false],
        [3, "active", true],
      ],
    );
  });

  test("may follow an expired one: another terminal fetches it", async () => {
    const number = await issued();
    const late = house.as(clinic, "administrator", house.daysLater(3 * 366));
    assert.equal((await certificates.getCertificate(late, number)).status, "expired");
    await certificates.renewCertificate(late, { number, generation: 1 });
    assert.equal((await certificates.getCertificate(late, number)).status, "active");
  });
});

describe("a renewal is refused", () => {
  const cases: Record<string, { code: string; run: () => Promise<unknown> }> = {
    "within a day of the issue": {
      code: "CERTIFICATE_TOO_YOUNG",
      run: async () => certificates.renewCertificate(clinic, { number: await issued(), generation: 1 }),
    },
    "of another tenant's certificate": {
      code: "NOT_FOUND",
      run: async () =>
        certificates.renewCertificate(house.as(other, "administrator", house.daysLater(9)), {
          number: await issued(),
          generation: 1,
        }),
    },
    "of an unknown number": {
      code: "NOT_FOUND",
      run: async () => certificates.renewCertificate(clinic, { number: 2_000_000_000, generation: 1 }),
    },
    "of an api certificate": {
      code: "CERTIFICATE_KIND_NOT_RENEWABLE",
      run: async () => {
        const number = await issued();
        await clinic.db.certificate.updateMany({ where: { number }, data: { kind: "api" } });
        await certificates.renewCertificate(house.as(clinic, "administrator", house.daysLater(9)), { number, generation: 1 });
      },
    },
    "of a revoked certificate": {
      code: "CERTIFICATE_NOT_ACTIVE",
      run: async () => {
        const number = await issued();
        await certificates.revokeCertificate(clinic, { number, reason: "keyCompromise" });
        await certificates.renewCertificate(house.as(clinic, "administrator", house.daysLater(9)), { number, generation: 1 });
      },
    },
    "to an auditor": {
      code: "NOT_PERMITTED",
      run: async () => certificates.renewCertificate(house.as(clinic, "auditor"), { number: await issued(), generation: 1 }),
    },
  };
  for (const [name, { code, run }] of Object.entries(cases)) {
    test(`${name}: ${code}`, async () => assert.rejects(run, house.isCode(code)));
  }
});

describe("a line that is revoked", () => {
  test("while its renewal waits gets no successor", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    const { inTransaction } = await import("#lib/platform/db.ts");
    let renewal: Promise<void> | undefined;
    await inTransaction(later, async (inner) => {
      await certificates.revokeCertificate(inner, { number, reason: "keyCompromise" });
      renewal = assert.rejects(
        certificates.renewCertificate(later, { number, generation: 1 }),
        house.isCode("CERTIFICATE_NOT_ACTIVE"),
      );
      await someoneWaits();
    });
    await renewal;
    assert.deepEqual(
      (await rowsOf(number)).map(({ state }) => state),
      ["revoked", "rejected"],
    );
  });

  test("between plan and signature is told to who asked, and nothing is signed", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    const { finishCertificate } = await import("./issue.ts");
    const { makeSecrets, planCertificate } = await import("./plan.ts");
    const line = await clinic.db.certificateLine.findUniqueOrThrow({ where: { number } });
    const planned = await planCertificate(later, line, 2, await makeSecrets(later));
    await certificates.revokeCertificate(later, { number, reason: "keyCompromise" });
    await assert.rejects(finishCertificate(later, planned, "certificates:renew"), house.isCode("CERTIFICATE_NOT_ACTIVE"));
    assert.deepEqual(
      (await rowsOf(number)).map(({ state }) => state),
      ["revoked", "rejected"],
    );
  });
});

describe("a request", () => {
  test("sent twice at once issues once", async () => {
    const input = { requestId: crypto.randomUUID(), kind: "db", count: 3, note: "" } as const;
    const answers = await Promise.all([
      certificates.requestCertificates(clinic, input),
      certificates.requestCertificates(clinic, input),
    ]);
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(new Set(answers[0]).size, 3);
    assert.equal(await clinic.db.certificate.count({ where: { number: { in: answers[0] }, state: "active" } }), 3);
    const changed = await certificates.requestCertificates(clinic, { ...input, count: 1 });
    assert.ok(!answers[0].includes(changed[0] ?? 0), "gone back to and changed, the form is another request");
  });
});

describe("a revocation", () => {
  test("takes every generation, is repeated harmlessly and asks for a new list in the same transaction", async () => {
    const number = await issued();
    const later = house.as(clinic, "administrator", house.daysLater(500));
    await certificates.renewCertificate(later, { number, generation: 1 });
    await certificates.revokeCertificate(later, { number, reason: "keyCompromise" });
    await certificates.revokeCertificate(later, { number, reason: "keyCompromise" });
    assert.deepEqual(
      (await rowsOf(number)).map((row) => row.state),
      ["revoked", "revoked"],
    );
    const { systemPool } = await import("#lib/platform/system-db.ts");
    const { rows } = await systemPool().query("SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'revocation-list'");
    assert.ok(rows[0].n >= 1);
  });

  test("of the last but one can be known before", async () => {
    const scope = await house.makeTenant("u00000005");
    const left = await issued("client", scope);
    const lost = await issued("client", scope);
    await issued("client", other);
    assert.equal(await certificates.countOthersInUse(scope, lost), 1);
    assert.equal(await certificates.countOthersInUse(house.as(scope, "administrator", house.daysLater(2000)), lost), 0);
    await certificates.revokeCertificate(scope, { number: lost, reason: "superseded" });
    assert.equal(await certificates.countOthersInUse(scope, left), 0);
  });

  test("of the certificate in one's own hand is refused, and nothing happened", async () => {
    const number = await issued();
    const [row] = await rowsOf(number);
    assert.ok(row);
    const scope = house.as(clinic, "administrator");
    const certificate = { id: row.id, commonName: row.commonName, organization: row.organization, serial: row.serial };
    const holder = { ...scope, actor: { ...scope.actor, certificate } };
    await assert.rejects(
      certificates.revokeCertificate(holder, { number, reason: "superseded" }),
      house.isCode("CERTIFICATE_IN_USE"),
    );
    assert.equal((await rowsOf(number))[0]?.state, "active");
  });
});

describe("the list", () => {
  test("shows one row a line, soonest expiry first, and filters", async () => {
    const { certificateListInput } = await import("./inputs.ts");
    const scope = await house.makeTenant("u00000003");
    const numbers = await certificates.requestCertificates(scope, {
      requestId: crypto.randomUUID(),
      kind: "client",
      count: 12,
      note: "",
    });
    const late = house.as(scope, "administrator", house.daysLater(1000));
    await certificates.renewCertificate(late, { number: numbers[0] ?? 0, generation: 1 });
    const list = (query: object) => certificates.listCertificates(late, certificateListInput.parse(query));
    const first = await list({});
    assert.equal(first.page.total, 12);
    assert.equal(first.rows.length, 10);
    const second = await list({ page: "2" });
    assert.deepEqual(second.rows.map((row) => row.number).sort(), [numbers[0], numbers[11]].sort());
    assert.equal(second.rows.at(-1)?.number, numbers[0], "the renewed one ends last");
    assert.equal((await list({ page: "99" })).page.number, 2);
    assert.equal((await list({ cn: `CN=client${numbers[3]}` })).rows.length >= 1, true);
    assert.equal((await list({ cn: `０${numbers[3]}` })).rows[0]?.number, numbers[3], "full-width digits, leading zero");
    assert.equal((await list({ status: "expired" })).page.total, 0);
    assert.equal(
      (await list({ status: "nonsense", page: "-3", from: "yesterday" })).page.total,
      12,
      "a mistyped address is a plain list",
    );
    for (const crafted of [{ cn: "\0" }, { from: "0000-01-01" }, { to: "9999-12-31" }, { cn: ["a", "b"] }, { page: "1e300" }])
      assert.equal((await list(crafted)).page.total, 12, JSON.stringify(crafted));
    assert.equal((await list({ from: "2030-01-01" })).page.total, 1);
    assert.equal((await list({ to: "2029-04-10" })).page.total, 11, "the last day counts, in Japan");
    const stranger = await house.makeTenant("u00000004");
    assert.equal((await certificates.listCertificates(stranger, certificateListInput.parse({ status: "all" }))).page.total, 0);
  });
});
