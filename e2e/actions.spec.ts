import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { can } from "#lib/access/permissions.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { Actor, Standing } from "#lib/platform/scope.ts";
import { allActions } from "#tests/routes.ts";
import { atWork, ownStanding, type Place, people, places } from "./people.ts";
import { administrator, otherAdministrator } from "./portal.ts";
import { callAction, type ServerAction, serverActions } from "./server-actions.ts";
import { signedIn, Visitor } from "./visitor.ts";

const actions = serverActions();
const victim = "503";
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
  const { text } = await callAction(visitor, pageOf(action), action, { ...nothing, orcamoId: place });
  const what = `${action.name} in ${place}`;
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
  id: "01900000-0000-7000-8000-000000000000",
  requestId: "none",
};

test("another tenant's administrator changes nothing here, however the tenant is named", async () => {
  const stranger = await signedIn(otherAdministrator());
  const before = await state();
  for (const action of actions.filter(({ door }) => door === "tenant")) {
    const named = await callAction(stranger, pageOf(action), action, fields(action));
    expect.soft(named.text, action.name).toContain(refusalSentence("NOT_FOUND"));
    if (!("number" in fields(action))) continue;
    const own = { ...fields(action), orcamoId: "u00000452" };
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
      const answer = await callAction(admin, pageOf(action), action, fields(action), headers);
      expect.soft(answer.status, `${action.name} ${JSON.stringify(headers)}`).toBe(403);
    }
    const nobody = await callAction(new Visitor(administrator()), pageOf(action), action, fields(action));
    expect.soft(nobody.text, `${action.name} signed out`).toContain("/api/auth/signin");
    const bare = await callAction(new Visitor(undefined, admin.cookies), pageOf(action), action, fields(action));
    expect.soft(bare.status, `${action.name} without a certificate`).toBe(403);
  }
  expect(await state()).toEqual(before);
});

const crossSite = { Origin: "https://localhost:18443", "Sec-Fetch-Site": "cross-site" };

/** Of a page that the action is on; Next runs it at any address that has it in its bundle. */
function pageOf({ name, door }: ServerAction): string {
  if (door === "code") return "/sign-in/code";
  if (/Codes/.test(name) && door === "personal") return "/codes";
  if (name === "proveAction") return "/proof";
  if (name === "endOwnSessionAction") return "/sessions";
  if (door === "personal") return "/password";
  const inConsole = consolePages[name];
  if (inConsole) return inConsole;
  return name === "closeReminderAction" ? place : `${place}/certificates/${victim}`;
}

const row = "01900000-0000-7000-8000-000000000000";

const consolePages: Readonly<Record<string, string>> = {
  createNoticeAction: "/operator/notices/new",
  changeNoticeAction: `/operator/notices/${row}`,
  withdrawNoticeAction: `/operator/notices/${row}/withdraw`,
  createMaintenanceAction: "/operator/maintenance/new",
  changeMaintenanceAction: `/operator/maintenance/${row}`,
  withdrawMaintenanceAction: `/operator/maintenance/${row}/withdraw`,
  changeSettingsAction: "/operator/settings",
};

/** What would succeed for the administrator. */
function fields({ name }: ServerAction): Record<string, string> {
  const tenant = { orcamoId: "u00000014" };
  const window = { title: "by a stranger", startsAt: "2030-01-01T00:00", endsAt: "2030-01-02T00:00" };
  const notice = { ...window, audience: "system", tenant: "", body: "" };
  const known: Record<string, Record<string, string>> = {
    requestCertificatesAction: { ...tenant, requestId: randomUUID(), kind: "client", count: "1", note: "" },
    renewCertificateAction: { ...tenant, number: victim, generation: "1" },
    revokeCertificateAction: { ...tenant, number: victim, reason: "unspecified" },
    changeNoteAction: { ...tenant, number: victim, note: "changed by a stranger" },
    showPasswordAction: { ...tenant, number: victim },
    closeReminderAction: tenant,
    proveAction: { proofPassword: "x", back: "/" },
    endOwnSessionAction: { sessionId: randomUUID() },
    startCodesAction: {},
    confirmCodesAction: { code: "000000" },
    removeOwnCodesAction: {},
    renewRecoveryCodesAction: {},
    showCodeAction: { code: "000000", back: "/" },
    createNoticeAction: { id: randomUUID(), ...notice },
    changeNoticeAction: { id: row, version: "0", ...notice },
    withdrawNoticeAction: { id: row, version: "0" },
    createMaintenanceAction: { id: randomUUID(), ...window },
    changeMaintenanceAction: { id: row, version: "0", ...window },
    withdrawMaintenanceAction: { id: row, version: "0" },
    changeSettingsAction: { version: "0" },
    changePasswordAction: { current: "x", next: "a-brand-new-password", again: "a-brand-new-password" },
  };
  const found = known[name];
  if (!found) throw new Error(`Say what ${name} takes, so that it is walked too.`);
  return found;
}

/** What the administrator sees of the certificate and of the newest one. */
async function state(): Promise<string[]> {
  const admin = await signedIn(administrator());
  const pages = [`${place}/certificates/${victim}`, `${place}/certificates?status=all&sort=-number`];
  return Promise.all(pages.map(async (page) => visibleText((await admin.get(page)).text)));
}

function visibleText(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
  return main
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}
