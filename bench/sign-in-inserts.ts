import { performance } from "node:perf_hooks";
import type { Client } from "pg";
import type { Peer } from "#lib/platform/peer.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import { recordSignIn } from "#lib/sign-ins/record.ts";
import type { Figure } from "./figures.ts";

const lanes = 8;
const rows = 4_000;
const rounds = 5;

/** Sign-ins a second as they are recorded, in turns with the same row into a table that has nothing but its columns. */
export async function measureInserts(owner: Client, tenantId: string): Promise<Figure[]> {
  await owner.query("CREATE TABLE bare_sign_ins (LIKE sign_ins)");
  await owner.query("GRANT INSERT ON bare_sign_ins TO portal_system");
  const attempt = { tenantId, loginId: "user1", result: "success", door: "portal" } as const;
  const rates = { recorded: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    rates.recorded.push(await rate(() => recordSignIn({ ...attempt, at: new Date() }, peer)));
    rates.bare.push(await rate(() => systemPool().query(bare(tenantId))));
  }
  const [recorded, plain] = [best(rates.recorded), best(rates.bare)];
  return [
    { name: "sign-ins recorded a second", value: recorded, unit: "1/s" },
    { name: "bare INSERTs a second", value: plain, unit: "1/s" },
    { name: "recorded against bare", value: recorded / plain, unit: "of 1" },
  ];
}

async function rate(insert: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const lane = async () => {
    for (let row = 0; row < rows / lanes; row++) await insert();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return rows / ((performance.now() - began) / 1000);
}

function best(values: readonly number[]): number {
  return Math.max(...values);
}

const userAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

const certificate = { commonName: "client1", serial: "1a2b3c4d".repeat(4) };

const peer: Peer = {
  requestId: "bench",
  path: "/",
  address: "192.0.2.1",
  tlsVersion: "TLSv1.3",
  userAgent,
  certificate: {
    ...certificate,
    state: "valid",
    id: "",
    tenantId: "",
    tenantName: "",
    tenantKind: "clinic",
    number: 1,
    generation: 1,
    kind: "client",
    organization: "u00000001",
    notAfter: new Date("2099-01-01"),
    thumbprint: "",
  },
};

const bare = (tenantId: string) => ({
  name: "bare-sign-in",
  text: `INSERT INTO bare_sign_ins (id, "tenantId", at, "loginId", "userId", name, door, result, reason, address, "commonName", serial, "userAgent")
    VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
  values: [
    tenantId,
    new Date(),
    "user1",
    null,
    null,
    "portal",
    "success",
    null,
    peer.address,
    certificate.commonName,
    certificate.serial,
    userAgent,
  ],
});
