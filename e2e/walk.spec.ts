import { expect, test } from "@playwright/test";
import { admit } from "#lib/access/permissions.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Actor, ScopeTenant, Standing } from "#lib/platform/scope.ts";
import { allRoutes, type Route } from "#tests/routes.ts";
import { fetchCertificate } from "./fetch-certificate.ts";
import { atWork, ownStanding, type Place, people, places } from "./people.ts";
import { administrator, otherAdministrator } from "./portal.ts";
import { visibleText } from "./visible-text.ts";
import { type Answer, signedIn, Visitor } from "./visitor.ts";

const isOpen = (door: Route["door"]) => door === "public" || door === "next-auth";
const closed = allRoutes().filter(({ door }) => !isOpen(door));
const ofCertificate = closed.filter(({ door }) => door === "certificate");
const routes = closed.filter(({ door }) => door !== "certificate");
const inTenant = routes.filter(({ door }) => door === "tenant" || door === "entry");

const tenantData = /ORCAサポートセンタ\(|client21|admin014|笠原/;

test("every address has a door, so that none is left out of the walk", () => {
  expect(allRoutes().filter(({ door, permission }) => !door || (!permission && !isOpen(door)))).toEqual([]);
});

for (const person of people) {
  test(`every address of every organisation, as ${person.name}: opens where the table says so, and nowhere else`, async () => {
    test.setTimeout(180_000);
    const visitor = await atWork(person);
    for (const place of places) {
      for (const route of inTenant) {
        const answer = await ask(visitor, route, place);
        const standing = person.standings[place];
        expectRight(answer, route, standing && { standing, place, home: person.home }, `${route.method} ${pathOf(route, place)}`);
        if (place === "u00000014" && !person.standings[place]) expect.soft(answer.text, route.address).not.toMatch(tenantData);
      }
    }
    for (const route of routes.filter(({ door }) => door === "personal" || door === "operator")) {
      const answer = await ask(visitor, route);
      const own = { standing: ownStanding(person), place: person.home, home: person.home };
      expectRight(answer, route, own, `${route.method} ${route.address}`);
    }
  });
}

test("who has business in another tenant is asked to enter it first, at every address", async () => {
  for (const person of people.filter(({ standings }) => Object.keys(standings).length > 1)) {
    const visitor = await signedIn(person.holder());
    const elsewhere = places.filter((place) => place !== person.home && person.standings[place]);
    for (const place of elsewhere) {
      for (const route of inTenant.filter(({ door }) => door === "tenant")) {
        const answer = await ask(visitor, route, place);
        expect.soft(answer.location, `${person.name}: ${route.address}`).toContain(`/tenants/${place}/enter`);
        expect.soft(answer.text, route.address).not.toMatch(tenantData);
      }
    }
  }
});

test("a tenant that does not exist is not found, like one where the person has no business", async () => {
  for (const person of people) {
    const visitor = await signedIn(person.holder());
    for (const route of inTenant) {
      const nowhere = await ask(visitor, route, "u99999999");
      expect.soft(nowhere.status, `${person.name}: ${route.address}`).toBe(404);
    }
  }
});

test("another tenant's certificate number in one's own tenant is not found", async () => {
  const stranger = await signedIn(otherAdministrator());
  for (const route of inTenant.filter(({ address }) => address.includes("[number]"))) {
    const address = route.address.replace("[orcamoId]", "u00000452").replace("[number]", "21");
    expect.soft((await stranger.get(address)).status, route.address).toBe(404);
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

test("what a certificate alone opens tells of that certificate and of nothing else, whoever is signed in", async () => {
  for (const person of people) {
    const owner = await signedIn(person.holder());
    for (const visitor of [owner, new Visitor(person.holder())]) {
      for (const route of ofCertificate) {
        const answer = await ask(visitor, route);
        expect.soft([200, 404], `${person.name}: ${route.address}`).toContain(answer.status);
        if (person.home !== "u00000014") expect.soft(answer.text, route.address).not.toMatch(tenantData);
      }
    }
  }
});

test("who has no certificate is told so at every address", async () => {
  for (const route of closed) {
    const answer = await ask(new Visitor(), route);
    expect.soft(answer.status, route.address).toBe(403);
    if (route.method !== "HEAD") expect.soft(answer.text, route.address).toContain("クライアント証明書が必要です");
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

/** A stranger finds nothing; who lacks the right is told so; who has it is answered, be it that nothing lies there. */
function expectRight(answer: Answer, route: Route, visit: Visit | undefined, what: string): void {
  // Without a script, too: a document that only a script fills would be an empty page there.
  const words = route.kind === "page" ? visibleText(answer.text) : answer.text;
  const says = (expected: RegExp) => expect.soft(words, what).toMatch(route.method === "HEAD" ? /^$/ : expected);
  if (!visit) {
    expect.soft(answer.status, what).toBe(404);
    says(/ページが見つかりません|お探しのものが見つかりません/);
    return;
  }
  const refused = refusalOf(route, visit);
  if (refused) {
    expect.soft(answer.status, what).toBe(403);
    says(refused === "NOT_PERMITTED" ? /権限がありません/ : /このテナント自身のクライアント証明書が必要です/);
    return;
  }
  expect.soft(answer.status, what).not.toBe(403);
  expect.soft(answer.status, what).toBeLessThan(500);
  // A page without a parameter is always there; the others may lead on, or miss what the parameter names.
  if (route.kind === "page" && !/\[(?!orcamoId)/.test(route.address)) expect.soft([200, 307], what).toContain(answer.status);
}

interface Visit {
  readonly standing: Standing;
  readonly place: Place;
  /** Whose certificate it is. */
  readonly home: Place;
}

function refusalOf({ permission }: Route, { standing, place, home }: Visit): string | undefined {
  const actor = { standing, certificate: { organization: home } } as Actor;
  const kind = ({ u: "clinic", v: "vendor", o: "operator" } as const)[place.charAt(0)];
  try {
    if (permission) admit({ actor, tenant: { orcamoId: place, kind } as ScopeTenant }, permission);
    return permission ? undefined : "NOT_PERMITTED";
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.code;
  }
}

const certificates: Readonly<Record<Place, string>> = {
  u00000014: "21",
  u00000452: "1424",
  v00000001: "401",
  o00000001: "402",
};

function pathOf({ address }: Route, place: string): string {
  const number = certificates[place as Place] ?? "21";
  return address
    .replace("[orcamoId]", place)
    .replace("[number]", number)
    .replace(/\[\w+\]/g, "01900000-0000-7000-8000-000000000000");
}

function ask(visitor: Visitor, route: Route, place: string = "u00000014"): Promise<Answer> {
  const path = pathOf(route, place);
  return visitor.ask(route.method, path);
}
