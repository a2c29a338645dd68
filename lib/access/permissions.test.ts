import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isRefusal } from "../platform/refusal.ts";
import { refusalSentence, refusalStatus } from "../platform/refusal-words.ts";
import type { Actor, Standing } from "../platform/scope.ts";
import { can, permissions, permit } from "./permissions.ts";

const actor = (standing: Standing): Actor => ({ standing, address: "", userAgent: "", requestId: "" });
const allowed = (standing: Standing) => permissions.filter((permission) => can(actor(standing), permission));

describe("who may do what", () => {
  test("an auditor reads, and sees no p12 and no password", () => {
    assert.deepEqual(allowed("auditor").sort(), [
      "certificates:read",
      "notices:read",
      "password:change",
      "sign-ins:read",
      "sign-ins:read-own",
      "tenant-log:read",
      "tenants:read",
    ]);
  });

  test("a general user has notices, their own password and their own sign-ins", () => {
    assert.deepEqual(allowed("general").sort(), ["notices:read", "password:change", "sign-ins:read-own"]);
  });

  test("a general vendor changes nothing in a clinic", () => {
    assert.deepEqual(allowed("entrustedGeneral").sort(), [
      "certificates:read",
      "notices:read",
      "password:change",
      "tenants:read",
    ]);
  });

  test("nobody who serves a request creates tenants", () => {
    for (const standing of [
      "operator",
      "administrator",
      "auditor",
      "general",
      "vendor",
      "entrustedServer",
      "entrustedGeneral",
    ] as const) {
      assert.equal(can(actor(standing), "tenants:create"), false, standing);
    }
    assert.equal(can(actor("system"), "tenants:create"), true);
  });

  test("a refusal has a status and a sentence that says what to do", () => {
    assert.throws(
      () => permit({ actor: actor("auditor") }, "certificates:password"),
      (error: unknown) => {
        assert.ok(isRefusal(error));
        assert.equal(refusalStatus(error.code), 403);
        assert.match(refusalSentence(error.code), /権限がありません。.+してください。$/);
        return true;
      },
    );
  });
});
