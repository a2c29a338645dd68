import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { CertificateKind } from "#lib/certificates/model.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { makeTestCertificates } from "#server/edge/test-certificates.ts";
import {
  attemptsOf,
  exchange,
  generationsOf,
  readRenewal,
  renew,
  requireRefused,
  type Terminal,
  terminalOf,
} from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { glclient, monsiaj } from "#tests/clients/requests.ts";
import { field, RawTls } from "#tests/raw-tls.ts";

let house: FieldHouse;
let edge: FieldEdge;
let makeTenant: typeof import("#tests/scopes.ts").makeTenant;

before(async () => {
  house = await openFieldHouse();
  ({ makeTenant } = await import("#tests/scopes.ts"));
  edge = await openFieldEdge();
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

/** What a POST with it is answered. */
function posted(certificate: Terminal | undefined) {
  return exchange(edge.port, monsiaj.post(edge.host), { certificate });
}

/** The attempt stands in the tenant's list, and no certificate was made. */
async function requireAttempt(terminal: Terminal, reason: string, { count = 1, generation = 1 } = {}): Promise<void> {
  const rows = await attemptsOf(terminal);
  const seen = rows.map(({ door, result, reason, count, address, tlsVersion, program, commonName, generation }) => {
    return { door, result, reason, count, address, tlsVersion, program, commonName, generation };
  });
  const from = { address: "127.0.0.1", tlsVersion: "TLSv1.3", program: "Java/1.8.0_402" };
  const { certificate, number } = terminal;
  const commonName = /CN=(\w+)/.exec(certificate.subject)?.[1];
  assert.deepEqual(seen, [{ door: "api", result: "refused", reason, count, ...from, commonName, generation }]);
  assert.equal((await generationsOf(terminal)).length, 1, String(number));
  const entry = await systemDb().auditEntry.findFirst({
    where: { action: "certificates:renew-refused", target: { startsWith: `CN=${commonName},` } },
  });
  assert.partialDeepStrictEqual(entry?.actor, { standing: "certificate", address: "127.0.0.1", certificate: commonName });
}

describe("who has no certificate of ours: a plain 403, and nothing in any tenant's list", () => {
  const foreign = makeTestCertificates();
  const files = ({ certificatePem: cert, keyPem: key }: typeof foreign.client) => ({ cert, key });
  for (const [name, certificate, code] of [
    ["none", undefined, "CERTIFICATE_REQUIRED"],
    ["signed by itself", files(foreign.other), "CERTIFICATE_FOREIGN"],
    ["of another authority of the same name, with a subject of ours", files(foreign.client), "CERTIFICATE_FOREIGN"],
  ] as const) {
    for (const [what, request] of [
      ["POST", () => monsiaj.post(edge.host)],
      ["GET of a file", () => monsiaj.get(`https://${edge.host}/api/cert/${"A".repeat(43)}`)],
      ["GET of the status", () => monsiaj.get(`https://${edge.host}/api/cert`)],
    ] as const) {
      test(`${name}, ${what}`, async () => {
        const before = await systemDb().renewalAttempt.count();
        requireRefused(await exchange(edge.port, request(), { certificate }), code);
        assert.equal(await systemDb().renewalAttempt.count(), before);
      });
    }
  }
});

test("the former certificate, once the tenant's setting has closed it: a plain 403, and the new one goes on", async () => {
  const old = await terminalOf(house.clinic);
  const { renewed } = await renew(edge, old);
  const status = `GET /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n`;
  for (const certificate of [old, renewed]) assert.equal((await exchange(edge.port, status, { certificate })).status, 200);
  const { changeOverlap } = await import("#lib/tenants/change-overlap.ts");
  const { as } = await import("#tests/scopes.ts");
  const { closeOverlaps } = await import("#server/worker/close-overlaps.ts");
  await changeOverlap(as(house.clinic, "administrator", new Date()), { days: 1 });
  await closeOverlaps(new Date(Date.now() + 86_400_000 - 60_000));
  assert.equal((await exchange(edge.port, status, { certificate: old })).status, 200, "its day is not over");
  await closeOverlaps(new Date(Date.now() + 86_400_000 + 60_000));
  await changeOverlap(as(house.clinic, "administrator", new Date()), { days: null });
  requireRefused(await posted(old), "CERTIFICATE_REVOKED");
  assert.equal((await exchange(edge.port, status, { certificate: renewed })).status, 200);
  assert.deepEqual(
    (await attemptsOf(old)).map(({ result, reason, generation }) => [result, reason, generation]),
    [
      ["renewed", null, 1],
      ["refused", "CERTIFICATE_REVOKED", 1],
    ],
  );
});

describe("a certificate that may not renew itself: a plain 403 that stands in the list of its tenant", () => {
  test("expired", async () => {
    const terminal = await terminalOf(house.clinic, { left: -1 });
    requireRefused(await posted(terminal), "CERTIFICATE_EXPIRED");
    await requireAttempt(terminal, "CERTIFICATE_EXPIRED");
  });

  test("revoked", async () => {
    const terminal = await terminalOf(house.clinic);
    await revokeCertificate(house.clinic, { number: terminal.number, reason: "keyCompromise" });
    requireRefused(await posted(terminal), "CERTIFICATE_REVOKED");
    await requireAttempt(terminal, "CERTIFICATE_REVOKED");
  });

  test("of an organisation that is stopped, and again when it is not any more", async () => {
    const clinic = await makeTenant("u00000091");
    const terminal = await terminalOf(clinic);
    await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state: "stopped" } });
    requireRefused(await posted(terminal), "TENANT_STOPPED");
    await requireAttempt(terminal, "TENANT_STOPPED");
    await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state: "active" } });
    await renew(edge, terminal);
  });

  for (const [kind, of] of [
    ["api", "clinic"],
    ["backup", "clinic"],
    ["vendor", "vendor"],
    ["operator", "operator"],
  ] as const satisfies readonly (readonly [CertificateKind, "clinic" | "vendor" | "operator"])[]) {
    test(`of the kind ${kind}`, async () => {
      const scope: Scope = of === "clinic" ? house.clinic : await makeTenant(`${of.charAt(0)}00000092`, of);
      const terminal = await terminalOf(scope, { kind });
      requireRefused(await posted(terminal), "CERTIFICATE_KIND_NOT_RENEWABLE");
      await requireAttempt(terminal, "CERTIFICATE_KIND_NOT_RENEWABLE");
    });
  }

  test("a day before the hundred days begin; a day later it may", async () => {
    const terminal = await terminalOf(house.clinic, { left: 101 });
    requireRefused(await posted(terminal), "RENEWAL_TOO_EARLY");
    await requireAttempt(terminal, "RENEWAL_TOO_EARLY");
    await renew(edge, await terminalOf(house.clinic, { left: 99 }));
  });

  test("renewed today; the first of its line may be renewed at once", async () => {
    const terminal = await terminalOf(house.clinic, { age: 0.5 });
    await systemDb().certificate.updateMany({ where: { number: terminal.number }, data: { generation: 2 } });
    requireRefused(await posted(terminal), "CERTIFICATE_TOO_YOUNG");
    await requireAttempt(terminal, "CERTIFICATE_TOO_YOUNG", { generation: 2 });
    await renew(edge, await terminalOf(house.clinic, { age: 0.5 }));
  });

  test("who asks again and again is refused on the same connection, counted, and written once", async () => {
    const terminal = await terminalOf(house.clinic, { kind: "api" });
    using connection = await RawTls.open(edge.port, { certificate: terminal });
    for (let times = 0; times < 5; times++) {
      await connection.send(monsiaj.post(edge.host));
      requireRefused(await connection.answer(), "CERTIFICATE_KIND_NOT_RENEWABLE");
    }
    await requireAttempt(terminal, "CERTIFICATE_KIND_NOT_RENEWABLE", { count: 5 });
  });
});

describe("a request that no client in the field sends", () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await terminalOf(house.clinic);
  });

  const send = (request: string) => exchange(edge.port, request, { certificate: terminal });
  const post = (fields: string, body = "") => `POST /api/cert HTTP/1.1\r\nHost: ${edge.host}\r\n${fields}\r\n${body}`;
  const json = "Accept: application/json\r\n";

  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
    for (const path of ["/api/cert", `/api/cert/${"A".repeat(43)}`]) {
      test(`${method} ${path.slice(0, 12)}: 405`, async () => {
        const answer = await send(`${method} ${path} HTTP/1.1\r\nHost: ${edge.host}\r\n${json}Content-Length: 0\r\n\r\n`);
        requireRefused(answer, "METHOD_NOT_ALLOWED", 405);
      });
    }
  }

  test("POST to the address of a file: 405", async () => {
    const path = `/api/cert/${"A".repeat(43)}`;
    const request = `POST ${path} HTTP/1.1\r\nHost: ${edge.host}\r\n${json}Content-Length: 0\r\n\r\n`;
    requireRefused(await send(request), "METHOD_NOT_ALLOWED", 405);
  });

  test("a body that says it is larger than 64 KB: 413 before it comes", async () => {
    requireRefused(await send(post(`${json}Content-Length: 70000\r\n`)), "BODY_TOO_LARGE", 413);
  });

  test("a chunked body that becomes larger: 413", async () => {
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
    const request = post(`${json}Transfer-Encoding: chunked\r\n`, `${chunk.repeat(5)}0\r\n\r\n`);
    requireRefused(await send(request), "BODY_TOO_LARGE", 413);
  });

  test("another name of a server: 421", async () => {
    requireRefused(await send(monsiaj.post("elsewhere.example")), "HOST_UNKNOWN", 421);
  });

  for (const [name, fields] of [
    ["from another site's page", "Origin: https://elsewhere.example\r\n"],
    ["from a page of nobody", "Origin: null\r\n"],
    ["with a cookie and no Origin", "Cookie: a=b\r\n"],
    ["that a browser calls cross-site", "Sec-Fetch-Site: cross-site\r\n"],
  ] as const) {
    test(`${name}: 403`, async () => {
      requireRefused(await send(post(`${json}${fields}Content-Length: 2\r\n`, "{}")), "REQUEST_FORGED");
    });
  }

  test("none of them has made a certificate", async () => {
    assert.equal((await generationsOf(terminal)).length, 1);
  });
});

describe("while the database is away", () => {
  test("503 and when to come again; after it the same connection renews", async () => {
    let away = true;
    const { identifyPeer } = await import("#lib/access/identify-peer.ts");
    const identify: typeof identifyPeer = (der, now) =>
      away ? Promise.reject(new Error("connect ECONNREFUSED")) : identifyPeer(der, now);
    await using own = await openFieldEdge({ identify });
    using connection = await RawTls.open(own.port, { certificate: await terminalOf(house.clinic) });
    await connection.send(glclient.post(own.host));
    const answer = await connection.answer();
    requireRefused(answer, "DATABASE_AWAY", 503);
    assert.match(field(answer, "Retry-After") ?? "", /^\d+$/);
    away = false;
    await connection.send(glclient.post(own.host));
    readRenewal(await connection.answer(), own.host);
  });
});
