import { expect, test } from "@playwright/test";
import { can } from "#lib/access/permissions.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { Actor, Standing } from "#lib/platform/scope.ts";
import { allActions } from "#tests/routes.ts";
import { inputOf, noRow, victim } from "./action-inputs.ts";
import { atWork, ownStanding, type Place, people, places } from "./people.ts";
import { administrator, origin, otherAdministrator } from "./portal.ts";
import { callAction, type ServerAction, serverActions } from "./server-actions.ts";
import { visibleText } from "./visible-text.ts";
import { signedIn, Visitor } from "./visitor.ts";

const actions = serverActions();
const place = "/tenants/u00000014";

test("the walk knows every server action of the sources", () => {
  expect(actions.map(({ name }) => name).sort()).toEqual(
    allActions()
      .map(({ name }) => name)
      .sort(),
  );
});

test("the administrator's own call goes through, so that the refusals below are no accident of encoding", async () => {
  const admin = await signedIn(administrator());
  const note = { orcamoId: "u00000014", number: "504", note: "受付の端末" };
  for (const action of actions.filter(({ name }) => name === "changeNoteAction")) {
    const answer = await callAction(admin, `${place}/certificates/504`, action, note);
    expect(answer.text).toContain("notice=note-changed");
  }
  expect((await admin.get(`${place}/certificates/504`)).text).toContain(note.note);
});

for (const person of people) {
  test(`every action in every organisation, as ${person.name}: only what the table names, and nothing changes`, async () => {
    test.setTimeout(180_000);
    const before = await state();
    const visitor = await atWork(person);
    for (const place of places) {
      for (const action of actions.filter(({ door }) => door === "tenant" || door === "entry")) {
        await expectRight(visitor, action, place, person.standings[place]);
      }
    }
    for (const action of actions.filter(({ door }) => door === "operator" || door === "personal")) {
      await expectRight(visitor, action, person.home, ownStanding(person));
    }
    expect(await state()).toEqual(before);
  });
}

/** The right is asked before the input is read: what is allowed stops at an input that names nothing. */
async function expectRight(visitor: Visitor, action: ServerAction, place: Place, standing: Standing | undefined): Promise<void> {
  const allowed = standing && can({ standing } as Actor, action.permission);
  if (allowed && succeedsWithAnything.has(action.name)) return;
  const { status, text } = await callAction(visitor, pageOf(action, place), action, { ...nothing, orcamoId: place });
  const what = `${action.name} in ${place}`;
  expect.soft(status, `${what} runs`).toBe(200);
  if (!standing) expect.soft(text, what).toContain(refusalSentence("NOT_FOUND"));
  else expect.soft(text.includes(refusalSentence("NOT_PERMITTED")), what).toBe(!allowed);
}

/** They take no input, so that nothing stops them: each has a test of its own. */
const succeedsWithAnything = new Set([
  "closeReminderAction",
  "closeVisitAction",
  "startCodesAction",
  "removeOwnCodesAction",
  "renewRecoveryCodesAction",
]);

const nothing = {
  number: "0",
  id: noRow,
  requestId: "none",
};

test("another tenant's administrator changes nothing here, however the tenant is named", async () => {
  const stranger = await signedIn(otherAdministrator());
  const before = await state();
  for (const action of actions.filter(({ door }) => door === "tenant")) {
    const named = await callAction(stranger, pageOf(action), action, inputOf(action));
    expect.soft(named.text, action.name).toContain(refusalSentence("NOT_FOUND"));
    if (!("number" in inputOf(action))) continue;
    const own = { ...inputOf(action), orcamoId: "u00000452" };
    const crossed = await callAction(stranger, "/tenants/u00000452/certificates/1424", action, own);
    expect.soft(crossed.text, `${action.name} in one's own tenant`).toContain(refusalSentence("NOT_FOUND"));
  }
  expect(await state()).toEqual(before);
});

test("an action is refused without Origin, from another site, signed out, and without a certificate", async () => {
  const admin = await signedIn(administrator());
  const before = await state();
  for (const action of actions) {
    for (const headers of [{}, { Origin: "https://evil.example" }, { Origin: "null" }, crossSite]) {
      const answer = await callAction(admin, pageOf(action), action, inputOf(action), headers);
      expect.soft(answer.status, `${action.name} ${JSON.stringify(headers)}`).toBe(403);
    }
    if (action.door !== "certificate") {
      const nobody = await callAction(new Visitor(administrator()), pageOf(action), action, inputOf(action));
      expect.soft(nobody.text, `${action.name} signed out`).toContain("/api/auth/signin");
    }
    const bare = await callAction(new Visitor(undefined, admin.cookies), pageOf(action), action, inputOf(action));
    expect.soft(bare.status, `${action.name} without a certificate`).toBe(403);
  }
  expect(await state()).toEqual(before);
});

const crossSite = { Origin: origin, "Sec-Fetch-Site": "cross-site" };

function pageOf({ page }: ServerAction, orcamoId = "u00000014"): string {
  return page.replace("[orcamoId]", orcamoId).replace("[number]", victim).replace("[id]", noRow);
}

/** What the administrator sees of the certificate, of the newest one, and of whoever gets in. */
async function state(): Promise<string[]> {
  const admin = await signedIn(administrator());
  const pages = [`certificates/${victim}`, "certificates?status=all&sort=-number", "entrustments", "users"];
  const texts = await Promise.all(pages.map(async (page) => visibleText((await admin.get(`${place}/${page}`)).text)));
  // The last sign-in of each user: every test signs in.
  return texts.map((text) => text.replace(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}|なし/g, ""));
}
