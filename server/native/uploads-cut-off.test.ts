import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { answerOf, Caller, type Certificate } from "#tests/caller.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { closed, fileOf, piece, Sender } from "#tests/upload-kit.ts";

let database: TestDatabase;
let edge: { port: number } & AsyncDisposable;
let house: typeof import("#tests/scopes.ts");
let clinic: Scope;
let office: Scope;
let company: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const { openNativeEdge } = await import("#tests/native-edge.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  office = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  company = await house.makeTenant("v00000001", "vendor");
  edge = await openNativeEdge();
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** Who sends, and what takes it from them; each on a certificate of its own, the last one ends the clinic. */
const ends: readonly (readonly [
  name: string,
  prepare: () => Promise<{ who: Scope; stop(terminal: Certificate): Promise<void> }>,
])[] = [
  [
    "the certificate is revoked",
    async () => ({
      who: clinic,
      stop: async ({ number }) => {
        const { revokeCertificate } = await import("#lib/certificates/revoke.ts");
        await revokeCertificate(clinic, { number, reason: "keyCompromise" });
      },
    }),
  ],
  [
    "the entrustment of the vendor whose user sends is withdrawn",
    async () => {
      const { entrustVendor } = await import("#lib/entrustments/entrust.ts");
      await entrustVendor(clinic, { vendor: "v00000001", kind: "general" });
      return {
        who: company,
        stop: async () => {
          const { withdrawVendor } = await import("#lib/entrustments/withdraw.ts");
          const { id } = await clinic.db.entrustment.findFirstOrThrow({ where: { endedAt: null } });
          await withdrawVendor(clinic, { id });
        },
      };
    },
  ],
  [
    "the organisation is stopped",
    async () => ({
      who: clinic,
      stop: async () => {
        const { stopTenant } = await import("#lib/tenants/stop.ts");
        await stopTenant(office, { orcamoId: "u00000001", reason: "料金の未納のため" });
      },
    }),
  ],
];

async function offsetOf(id: string): Promise<number> {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  return Number((await systemDb().upload.findUniqueOrThrow({ where: { id } })).offset);
}

describe("an upload breaks, and keeps what was stored before, when in its middle", () => {
  for (const [at, [name, prepare]] of ends.entries()) {
    test(name, async () => {
      const { terminalOf } = await import("#tests/caller.ts");
      const { who, stop } = await prepare();
      const terminal = await terminalOf(clinic);
      const role = who === company ? "vendor" : "administrator";
      const user = await house.makeUser(who, `sender${at}`, role);
      const caller = await Caller.signedIn(() => edge.port, terminal, user);
      const file = fileOf(3 * piece);
      const [loud, silent] = [await Sender.begin(caller, file.length), await Sender.begin(caller, file.length)];
      const [talking, waiting] = [loud.openPatch(0, file.length), silent.openPatch(0, file.length)];
      for (const [sender, sent] of [
        [loud, talking],
        [silent, waiting],
      ] as const) {
        sent.write(file.subarray(0, piece + 10));
        while ((await offsetOf(sender.id)) === 0) await new Promise(setImmediate);
      }
      await stop(terminal);
      talking.write(file.subarray(piece + 10));
      // Told with the next piece, or cut like the silent one when the look of every five seconds came first.
      const told = answerOf(talking).then(
        ({ status }) => status,
        () => "cut",
      );
      assert.ok([401, "cut"].includes((await Promise.all([told, closed(waiting)]))[0]));
      assert.deepEqual([await offsetOf(loud.id), await offsetOf(silent.id)], [piece, piece]);
      assert.ok((await loud.head()).status >= 401, "nor is anything more told");
    });
  }
});
