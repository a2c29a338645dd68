import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allActions, allRoutes } from "./routes.ts";

describe("a new address without a rule is found", () => {
  for (const route of allRoutes()) {
    test(`${route.file} is made with a door${route.door === "public" ? "" : " that names a permission"}`, () => {
      assert.ok(route.door, "use tenantPage, personalPage, tenantRoute or publicPage of app/_doors");
      if (route.door === "tenant" || route.door === "personal")
        assert.ok(route.permission, "name a permission of lib/access/permissions.ts");
      assert.equal(route.door === "tenant", route.address.startsWith("/tenants/["), "a tenant's address has a tenant's door");
    });
  }

  test("there are some, so that the search itself works", () => assert.ok(allRoutes().length > 10));
});

describe("a server action is made with a door", () => {
  for (const { file, name, door } of allActions()) {
    test(`${file} ${name}`, () => assert.match(door, /^(tenant|personal)Action$/));
  }

  test("there are some", () => assert.ok(allActions().length >= 5));
});
