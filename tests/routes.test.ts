import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nativeRoutes } from "#server/native/routes.ts";
import { allActions, allRoutes } from "./routes.ts";

describe("a new address without a rule is found", () => {
  for (const route of allRoutes()) {
    test(`${route.file}${route.kind === "native" ? ` ${route.method} ${route.address}` : ""} is made with a door${route.door === "public" ? "" : " that names a permission"}`, () => {
      assert.ok(
        route.door,
        "use a door of app/_doors: tenantPage, entryPage, operatorPage, personalPage, certificatePage, publicPage, tenantRoute, operatorRoute or certificateRoute; for a native route sessionRoute with a plain address, methods and permission first",
      );
      if (route.door !== "public" && route.door !== "next-auth")
        assert.ok(route.permission, "name a permission of lib/access/permissions.ts");
      const inTenant = route.door === "tenant" || route.door === "entry";
      assert.equal(inTenant, route.address.startsWith("/tenants/["), "a tenant's address has a tenant's door");
      const inConsole = route.address === "/operator" || route.address.startsWith("/operator/");
      assert.equal(route.door === "operator", inConsole, "the console's address has the operator's door");
      const ofCertificate = route.address === "/renewal" || route.address.startsWith("/renewal/");
      assert.equal(route.door === "certificate", ofCertificate, "what a certificate alone opens is under /renewal");
      if (inConsole) assert.match(String(route.permission), /^console:/);
    });
  }

  test("there are some, so that the search itself works", () => assert.ok(allRoutes().length > 10));
});

test("the list has every native route of signed-in people, as the edge serves it", () => {
  const served = nativeRoutes({ authority: never, revocationList: never, databaseReachable: never }).flatMap((route) =>
    route.access === "session" ? route.methods.map((method) => `${method} ${route.address} ${route.permission}`) : [],
  );
  const listed = allRoutes().flatMap((route) =>
    route.kind === "native" ? [`${route.method} ${route.address} ${route.permission}`] : [],
  );
  assert.deepEqual(listed.sort(), served.sort());
});

const never = () => Promise.reject(new Error("No route is asked here."));

describe("a server action is made with a door", () => {
  for (const { file, name, door } of allActions()) {
    test(`${file} ${name}`, () => assert.match(door, /^(tenant|entry|operator|personal|code|certificate)Action$/));
  }

  test("there are some", () => assert.ok(allActions().length >= 5));
});
