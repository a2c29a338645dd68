import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { withClient } from "#server/postgres/connect.ts";
import {
  attemptsOf,
  exchange,
  generationsOf,
  type Renewal,
  readRenewal,
  renew,
  requireFile,
  requireRefused,
  type Terminal,
  terminalOf,
} from "#tests/clients/field.ts";
import { type FieldEdge, openFieldEdge } from "#tests/clients/field-edge.ts";
import { type FieldHouse, openFieldHouse } from "#tests/clients/house.ts";
import { glclient, monsiaj } from "#tests/clients/requests.ts";
import { RawTls } from "#tests/raw-tls.ts";
import { someoneWaits } from "#tests/someone-waits.ts";

let house: FieldHouse;
let edge: FieldEdge;
let other: Scope;

before(async () => {
  house = await openFieldHouse();
  const { makeTenant } = await import("#tests/scopes.ts");
  other = await makeTenant("u00000093");
  edge = await openFieldEdge();
});
after(async () => {
  await edge[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

function post(certificate: Terminal) {
  return exchange(edge.port, monsiaj.post(edge.host), { certificate });
}

function fetched(uri: string, certificate?: Terminal) {
  return exchange(edge.port, monsiaj.get(uri), { certificate });
}

async function asked(certificate: Terminal): Promise<Renewal> {
  return readRenewal(await post(certificate), edge.host);
}

/** The results of the line's attempts, with how often each was counted. */
async function resultsOf(terminal: Terminal): Promise<string[]> {
  return (await attemptsOf(terminal)).map(({ result, generation, count }) => `${result} by ${generation}: ${count}`);
}

describe("a repeat makes no second certificate:", () => {
  test("after an answer that was lost on the way", async () => {
    const old = await terminalOf(house.clinic);
    using lost = await RawTls.open(edge.port, { certificate: old });
    await lost.send(monsiaj.post(edge.host));
    lost.socket.destroy();
    const renewal = await asked(old);
    requireFile(await fetched(renewal.uri, old), renewal, old);
    assert.equal((await generationsOf(old)).length, 2);
  });

  test("before and after the new one was first used, with the old one and with the new one", async () => {
    const old = await terminalOf(house.clinic);
    const { renewed: first } = await renew(edge, old);
    const { renewed: second } = await renew(edge, old);
    requireRefused(await post(first), "RENEWAL_TOO_EARLY");
    const { renewed: third } = await renew(edge, old);
    assert.equal(second.certificate.serialNumber, first.certificate.serialNumber);
    assert.equal(third.certificate.serialNumber, first.certificate.serialNumber);
    assert.equal((await generationsOf(old)).length, 2);
    assert.deepEqual(await resultsOf(old), ["renewed by 1: 1", "repeated by 1: 2", "refused by 2: 1"]);
  });

  test("of two at once, and of twenty", async () => {
    const old = await terminalOf(house.clinic);
    const connections = await Promise.all(Array.from({ length: 20 }, () => RawTls.open(edge.port, { certificate: old })));
    await Promise.all(connections.map((connection) => connection.send(glclient.post(edge.host))));
    const renewals = await Promise.all(connections.map(async (connection) => readRenewal(await connection.answer(), edge.host)));
    assert.equal(new Set(renewals.map(({ pass }) => pass)).size, 1);
    assert.equal(new Set(renewals.map(({ uri }) => uri)).size, 20);
    for (const renewal of renewals) requireFile(await fetched(renewal.uri, old), renewal, old);
    assert.deepEqual(
      (await generationsOf(old)).map(({ generation, state, current }) => ({ generation, state, current })),
      [
        { generation: 1, state: "active", current: false },
        { generation: 2, state: "active", current: true },
      ],
    );
    const counted = (await attemptsOf(old)).reduce((sum, { count }) => sum + count, 0);
    assert.equal(counted, 20);
    for (const connection of connections) connection[Symbol.dispose]();
  });

  test("and when its own link cannot be written after it was signed: 500, and the same certificate at the next try", async () => {
    const old = await terminalOf(house.clinic);
    const { owner } = house.database;
    await withClient(owner, (client) => client.query("ALTER TABLE renewal_links RENAME TO renewal_links_away"));
    try {
      requireRefused(await post(old), "FAILED", 500);
      assert.deepEqual(await resultsOf(old), ["refused by 1: 1"]);
    } finally {
      await withClient(owner, (client) => client.query("ALTER TABLE renewal_links_away RENAME TO renewal_links"));
    }
    await renew(edge, old);
    assert.equal((await generationsOf(old)).length, 2);
  });
});

test("a line that is revoked while it renews has nothing in use afterwards, whoever was first", async () => {
  for (let times = 0; times < 24; times++) {
    const old = await terminalOf(house.clinic);
    using connection = await RawTls.open(edge.port, { certificate: old });
    await connection.send(monsiaj.post(edge.host));
    await pause(times * 8);
    await revokeCertificate(house.clinic, { number: old.number, reason: "keyCompromise" });
    assert.ok([200, 403].includes((await connection.answer()).status));
    const states = (await generationsOf(old)).map(({ state }) => state);
    assert.ok(!states.includes("active") && !states.includes("requested"), `${times}: ${states}`);
    requireRefused(await post(old), "CERTIFICATE_REVOKED");
  }
});

test("nor when it was revoked after it was judged, and before its successor is planned", async () => {
  const old = await terminalOf(house.clinic);
  await withClient(house.database.owner, async (client) => {
    await client.query(`CREATE FUNCTION wait_to_plan() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(6); RETURN NEW; END';
      CREATE TRIGGER wait_to_plan BEFORE INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION wait_to_plan();
      SELECT pg_advisory_lock(6)`);
    const answer = post(old);
    await someoneWaits();
    await revokeCertificate(house.clinic, { number: old.number, reason: "keyCompromise" });
    await client.query("SELECT pg_advisory_unlock(6)");
    assert.equal((await answer).status, 403);
    await client.query("DROP TRIGGER wait_to_plan ON certificates");
  });
  const states = (await generationsOf(old)).map(({ state }) => state);
  assert.deepEqual(states, ["revoked", "rejected"]);
  requireRefused(await post(old), "CERTIFICATE_REVOKED");
});

describe("the address of the new file", () => {
  let old: Terminal;
  let renewal: Renewal;
  let renewed: Terminal;
  before(async () => {
    old = await terminalOf(house.clinic);
    ({ renewal, renewed } = await renew(edge, old));
  });

  test("opens again within its ten minutes, for the old certificate and for the new one", async () => {
    for (const certificate of [old, renewed, old, renewed]) {
      requireFile(await fetched(renewal.uri, certificate), renewal, old);
    }
  });

  test("is stored as a hash, and ends after ten minutes", async () => {
    const links = await systemDb().renewalLink.findMany({ where: { number: old.number } });
    for (const { tokenHash, createdAt, expiresAt } of links) {
      assert.equal(expiresAt.getTime() - createdAt.getTime(), 600_000);
      assert.ok(!renewal.uri.includes(Buffer.from(tokenHash).toString("base64url")));
    }
  });

  for (const [name, certificate, code] of [
    ["none", async () => undefined, "CERTIFICATE_REQUIRED"],
    ["another of the same organisation", () => terminalOf(house.clinic), "RENEWAL_LINK_GONE"],
    ["one of another organisation", () => terminalOf(other), "RENEWAL_LINK_GONE"],
    ["another kind of the same organisation", () => terminalOf(house.clinic, { kind: "api" }), "RENEWAL_LINK_GONE"],
  ] as const) {
    test(`does not open to ${name}`, async () => {
      requireRefused(await fetched(renewal.uri, await certificate()), code);
    });
  }

  test("is not guessed, nor found by a part of it or in another case", async () => {
    const token = renewal.uri.slice(-43);
    const swapped = token.replace(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    for (const guess of [swapped, token.split("").reverse().join(""), randomBytes(32).toString("base64url")]) {
      requireRefused(await fetched(renewal.uri.replace(token, guess), old), "RENEWAL_LINK_GONE");
    }
    for (const guess of [token.slice(1), `${token}A`, `${token.slice(0, -1)}%41`, token.replace(/./, "%")]) {
      const answer = await exchangeAny(renewal.uri.replace(token, guess));
      assert.ok([403, 404].includes(answer), String(answer));
    }
  });

  test("does not open after ten minutes; a repeat of the POST gives another one", async () => {
    await systemDb().renewalLink.updateMany({ where: { number: old.number }, data: { expiresAt: new Date(Date.now() - 1) } });
    for (const certificate of [old, renewed]) requireRefused(await fetched(renewal.uri, certificate), "RENEWAL_LINK_GONE");
    const again = await renew(edge, old);
    assert.notEqual(again.renewal.uri, renewal.uri);
    assert.equal(again.renewed.certificate.serialNumber, renewed.certificate.serialNumber);
  });

  test("does not open once its certificates were revoked, to either of them", async () => {
    const terminal = await terminalOf(house.clinic);
    const made = await renew(edge, terminal);
    await revokeCertificate(house.clinic, { number: terminal.number, reason: "keyCompromise" });
    for (const certificate of [terminal, made.renewed]) {
      requireRefused(await fetched(made.renewal.uri, certificate), "CERTIFICATE_REVOKED");
    }
    assert.deepEqual(await resultsOf(terminal), ["renewed by 1: 1", "refused by 1: 1", "refused by 2: 1"]);
  });

  /** The status alone: a path that is no address of a file is answered as any other. */
  async function exchangeAny(uri: string): Promise<number> {
    using connection = await RawTls.open(edge.port, { certificate: old });
    const at = uri.indexOf("/api/cert");
    await connection.send(
      `GET ${uri.slice(at)} HTTP/1.1\r\nHost: ${edge.host}\r\nAccept: application/json\r\nConnection: close\r\n\r\n`,
    );
    return Number((await connection.end()).split(" ")[1]);
  }
});

describe("a host for programs alone (AUTH_HOSTS)", () => {
  test("answers with addresses of itself, which monsiaj follows with the certificate", async () => {
    const old = await terminalOf(house.clinic);
    const { renewal } = await renew({ port: edge.port, host: edge.authHost }, old);
    // The same file at the portal's own name: the address is bound to certificates, not to names.
    requireFile(await fetched(renewal.uri.replace(edge.authHost, edge.host), old), renewal, old);
  });

  test("has a port of its own, where each client renews and no page is, and the other port knows nothing of it", async () => {
    await using own = await openFieldEdge({}, { ownAuthPort: true });
    assert.notEqual(own.authPort, own.port);
    const programs = { port: own.authPort, host: own.authHost };
    for (const client of [monsiaj, glclient]) {
      const old = await terminalOf(house.clinic);
      const { renewal } = await renew(programs, old, client);
      assert.equal(new URL(renewal.uri).port, String(own.authPort));
      requireRefused(await exchange(own.port, client.post(own.authHost), { certificate: old }), "HOST_UNKNOWN", 421);
      requireRefused(await exchange(own.authPort, client.post(own.host), { certificate: old }), "HOST_UNKNOWN", 421);
    }
    const page = await exchange(own.authPort, monsiaj.get(`https://${own.authHost}/`), {
      certificate: await terminalOf(house.clinic),
    });
    assert.equal(page.status, 404);
  });

  test("knows its own name alone", async () => {
    const old = await terminalOf(house.clinic);
    for (const host of [`${edge.authHost}.`, "127.0.0.1", `x${edge.authHost}`, `${edge.authHost}/`]) {
      requireRefused(await exchange(edge.port, glclient.post(host), { certificate: old }), "HOST_UNKNOWN", 421);
    }
  });
});
