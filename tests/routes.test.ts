import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allActions, allRoutes } from "./routes.ts";

describe("a new address without a rule is found", () => {
  for (const route of allRoutes()) {
    test(`${route.file} is made with a door${route.door === "public" ? "" : " that names a permission"}`, () => {
      assert.ok(
        route.door,
        "use a door of app/_doors: tenantPage, entryPage, operatorPage, personalPage, publicPage, tenantRoute or operatorRoute",
      );
      if (route.door !== "public" && route.door !== "next-auth")
        assert.ok(route.permission, "name a permission of lib/access/permissions.ts");
      const inTenant = route.door === "tenant" || route.door === "entry";
      assert.equal(inTenant, route.address.startsWith("/tenants/["), "a tenant's address has a tenant's door");
      const inConsole = route.address === "/operator" || route.address.startsWith("/operator/");
      assert.equal(route.door === "operator", inConsole, "the console's address has the operator's door");
      if (inConsole) assert.match(String(route.permission), /^console:/);
    });
  }

  test("there are some, so that the search itself works", () => assert.ok(allRoutes().length > 10));
});

describe("a server action is made with a door", () => {
  for (const { file, name, door } of allActions()) {
    test(`${file} ${name}`, () => assert.match(door, /^(tenant|entry|operator|personal|code)Action$/));
  }

  test("there are some", () => assert.ok(allActions().length >= 5));
});
