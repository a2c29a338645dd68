import { expect, test } from "@playwright/test";
import { can } from "#lib/access/permissions.ts";
import type { Actor } from "#lib/platform/scope.ts";
import { allRoutes, type Route } from "#tests/routes.ts";
import { fetchCertificate } from "./fetch-certificate.ts";
import { administrator, auditor, generalUser, otherAdministrator } from "./portal.ts";
import { type Answer, signedIn, Visitor } from "./visitor.ts";

const routes = allRoutes().filter((route) => route.door === "tenant");

const tenantData = /ORCAサポートセンタ\(|client21|admin014|笠原/;

for (const [role, holder] of [
  ["administrator", administrator],
  ["auditor", auditor],
  ["general", generalUser],
] as const) {
  test(`every address opens to ${role} where the table says so, and to nobody else of the tenant`, async () => {
    const visitor = await signedIn(holder());
    for (const route of routes) {
      const answer = await ask(visitor, route);
      const allowed = route.permission !== undefined && can({ standing: role } as Actor, route.permission);
      expect.soft(answer.status, `${route.method} ${route.address}`).toBe(allowed ? 200 : 403);
      if (!allowed) expect.soft(answer.text, route.address).toMatch(/許可されていません|権限がありません/);
    }
  });
}

test("another tenant's administrator finds nothing at any address, not even that it exists", async () => {
  const stranger = await signedIn(otherAdministrator());
  for (const route of routes) {
    const answer = await ask(stranger, route);
    expect.soft(answer.status, `${route.method} ${route.address}`).toBe(404);
    expect.soft(answer.text, route.address).not.toMatch(tenantData);
    const nowhere = await ask(stranger, route, "u99999999");
    expect.soft(nowhere.status, "as for a tenant that does not exist").toBe(404);
  }
});

test("another tenant's certificate number in one's own tenant is not found", async () => {
  const stranger = await signedIn(otherAdministrator());
  for (const route of routes.filter(({ address }) => address.includes("[number]"))) {
    expect.soft((await ask(stranger, route, "u00000452")).status, route.address).toBe(404);
  }
  const bulk = await stranger.post("/tenants/u00000452/certificates/bulk-download", { chosen: "21" });
  expect(bulk.location).toMatch(/refusal=CERTIFICATE_NOTHING_CHOSEN$/);
});

test("who has not signed in is sent to the sign-in page and shown no data", async () => {
  for (const route of routes) {
    const answer = await ask(new Visitor(administrator()), route);
    expect.soft([303, 307], route.address).toContain(answer.status);
    expect.soft(answer.location, route.address).toMatch(/\/(api\/auth\/signin|sign-in)/);
    expect.soft(answer.text, route.address).not.toMatch(tenantData);
  }
});

test("who has no certificate is told so at every address", async () => {
  for (const route of routes) {
    const answer = await ask(new Visitor(), route);
    expect.soft(answer.status, route.address).toBe(403);
    expect.soft(answer.text, route.address).toContain("クライアント証明書が必要です");
  }
});

test("a stolen cookie is no session with another certificate or none, and its owner stays signed in", async () => {
  const owner = await signedIn(administrator());
  const thieves: [string, Visitor][] = [
    ["another certificate of the tenant", new Visitor(await fetchCertificate(owner, 502), owner.cookies)],
    ["another tenant's certificate", new Visitor(otherAdministrator(), owner.cookies)],
    ["no certificate", new Visitor(undefined, owner.cookies)],
  ];
  for (const [what, thief] of thieves) {
    for (const route of routes) {
      const answer = await ask(thief, route);
      expect.soft(answer.status, `${what}: ${route.address}`).not.toBe(200);
      expect.soft(answer.location, `${what}: ${route.address}`).toMatch(thief === thieves[2]?.[1] ? /^$/ : /sign-?in/);
      expect.soft(answer.text, `${what}: ${route.address}`).not.toMatch(tenantData);
    }
  }
  expect((await owner.get("/tenants/u00000014")).status).toBe(200);
});

function ask(visitor: Visitor, { address, method }: Route, orcamoId = "u00000014"): Promise<Answer> {
  const path = address.replace("[orcamoId]", orcamoId).replace("[number]", "21");
  return method === "POST" ? visitor.post(path, { chosen: "21" }) : visitor.get(path);
}
