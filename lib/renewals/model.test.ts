import assert from "node:assert/strict";
import { test } from "node:test";
import { ownRenewalRefusal } from "./model.ts";

const issuedAt = new Date("2026-04-10T01:00:00Z");
const notAfter = new Date("2029-04-10T01:00:00Z");
const rules = { windowDays: 100, minimumAgeHours: 24 };
const certificate = { kind: "client", state: "active", generation: 2, issuedAt, notAfter } as const;

test("the window opens to the second, and closes with the certificate", () => {
  const moments = {
    "2028-12-31T00:59:59.999Z": "RENEWAL_TOO_EARLY",
    "2028-12-31T01:00:00.000Z": undefined,
    "2029-04-10T00:59:59.999Z": undefined,
    "2029-04-10T01:00:00.000Z": "CERTIFICATE_EXPIRED",
  };
  for (const [moment, refusal] of Object.entries(moments)) {
    assert.equal(ownRenewalRefusal(certificate, rules, new Date(moment)), refusal, moment);
  }
});

test("in a window that is longer than its life a renewed certificate is renewed again from its second day on", () => {
  const always = { ...rules, windowDays: 1200 };
  assert.equal(ownRenewalRefusal(certificate, always, new Date("2026-04-11T00:59:59Z")), "CERTIFICATE_TOO_YOUNG");
  assert.equal(ownRenewalRefusal(certificate, always, new Date("2026-04-11T01:00:00Z")), undefined);
  assert.equal(ownRenewalRefusal({ ...certificate, generation: 1 }, always, issuedAt), undefined);
});

test("clients and databases renew themselves, nobody else does, and nothing that is not in use", () => {
  const now = new Date("2029-03-01T00:00:00Z");
  for (const kind of ["client", "db"] as const) assert.equal(ownRenewalRefusal({ ...certificate, kind }, rules, now), undefined);
  for (const kind of ["api", "backup", "vendor", "operator"] as const) {
    assert.equal(ownRenewalRefusal({ ...certificate, kind }, rules, now), "CERTIFICATE_KIND_NOT_RENEWABLE");
  }
  for (const state of ["requested", "revoked", "rejected"] as const) {
    assert.equal(ownRenewalRefusal({ ...certificate, state }, rules, now), "CERTIFICATE_REVOKED");
  }
});
