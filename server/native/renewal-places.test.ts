import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { mintTenantId } from "#lib/access/tenant-id.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { atPlace } from "./renewal-places.ts";

const request = { socket: { destroyed: false } } as IncomingMessage;

/** Whoever holds the certificate of that number. */
function holder(tenant: string, number: number): Scope {
  const certificate = { id: `${number}`, number, generation: 1, commonName: "", organization: "", serial: "" };
  return { tenant: { id: mintTenantId(tenant) }, actor: { standing: "certificate", certificate } } as Scope;
}

test("ten certificates that ask without end leave room for everybody else's", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const looping = Array.from({ length: 10 }, (_, at) => holder(at % 2 ? "one" : "two", at));
  const asked = looping.flatMap((scope) => Array.from({ length: 60 }, () => atPlace(request, scope, () => promise)));
  const ended = Promise.allSettled(asked);
  assert.equal(await atPlace(request, holder("three", 90), async () => "served"), "served");
  resolve();
  const refused = (await ended).flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  assert.equal(refused.length, 10 * 20);
  assert.ok(refused.every((reason) => isRefusal(reason) && reason.code === "RENEWALS_BUSY"));
});
