import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { mintTenantId } from "#lib/access/tenant-id.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { atFilePlace, atPlace } from "./renewal-places.ts";

const request = { socket: { destroyed: false } } as IncomingMessage;

/** Whoever holds the certificate of that number. */
function holder(tenant: string, number: number): Scope {
  const certificate = { id: `${number}`, number, generation: 1, commonName: "", organization: "", serial: "" };
  const actor = { standing: "certificate", certificate, address: "", userAgent: "" };
  return { tenant: { id: mintTenantId(tenant) }, actor, clock: systemClock } as Scope;
}

test("ten certificates that ask without end leave room for everybody else's", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const looping = Array.from({ length: 10 }, (_, at) => holder(at % 2 ? "one" : "two", at));
  const asked = looping.flatMap((scope) =>
    Array.from({ length: 60 }, () => atPlace({ request, scope, door: "api" }, () => promise)),
  );
  const ended = Promise.allSettled(asked);
  assert.equal(await atPlace({ request, scope: holder("three", 90), door: "api" }, async () => "served"), "served");
  resolve();
  const refused = (await ended).flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  assert.equal(refused.length, 10 * 20);
  assert.ok(refused.every((reason) => isRefusal(reason) && reason.code === "RENEWALS_BUSY"));
});

test("files wait for each other, and for no renewal: each is made, a few at once", async () => {
  const { promise: forEver } = Promise.withResolvers<void>();
  const scopes = Array.from({ length: 450 }, (_, at) => holder(`tenant ${at % 3}`, 1000 + at));
  const renewing = scopes.map((scope) => atPlace({ request, scope, door: "api" }, () => forEver).catch(() => "refused"));
  assert.equal(await Promise.race(renewing), "refused", "no place is left");
  let [working, most] = [0, 0];
  const made = scopes.map((scope) =>
    atFilePlace({ request, scope, door: "api" }, async () => {
      most = Math.max(most, ++working);
      await new Promise(setImmediate);
      working -= 1;
      if (working % 2) throw new Error("the next one has its place all the same");
    }),
  );
  const ended = await Promise.allSettled(made);
  assert.ok(
    ended.every(({ status, reason }: { status: string; reason?: unknown }) => status === "fulfilled" || !isRefusal(reason)),
  );
  assert.equal(most, 24);
});
