import type { Standing } from "#lib/platform/scope.ts";
import { administrator, auditor, generalUser, type HandOut, operator, otherAdministrator, vendor } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { signedIn, type Visitor } from "./visitor.ts";

/** The four organisations of the demo. */
export const places = ["u00000014", "u00000452", "v00000001", "o00000001"] as const;

export type Place = (typeof places)[number];

/** A person at a browser with one certificate: what they are in each organisation; where nothing is said, a stranger. */
export interface Person {
  readonly name: string;
  readonly holder: () => HandOut;
  /** Whose certificate it is. */
  readonly home: Place;
  readonly standings: Readonly<Partial<Record<Place, Standing>>>;
}

/** Every role that there is, with every certificate that it can sign in with. */
export const people: readonly Person[] = [
  { name: "administrator", holder: administrator, home: "u00000014", standings: { u00000014: "administrator" } },
  { name: "auditor", holder: auditor, home: "u00000014", standings: { u00000014: "auditor" } },
  { name: "general user", holder: generalUser, home: "u00000014", standings: { u00000014: "general" } },
  { name: "administrator elsewhere", holder: otherAdministrator, home: "u00000452", standings: { u00000452: "administrator" } },
  {
    name: "vendor with the vendor's certificate",
    holder: vendor,
    home: "v00000001",
    standings: { v00000001: "vendor", u00000452: "entrustedServer" },
  },
  {
    name: "vendor with a clinic's certificate",
    holder: () => ({ ...otherAdministrator(), loginId: vendor().loginId, password: vendor().password }),
    home: "u00000452",
    standings: { u00000452: "entrustedServer" },
  },
  {
    name: "operator",
    holder: operator,
    home: "o00000001",
    standings: { u00000014: "operator", u00000452: "operator", v00000001: "operator", o00000001: "operator" },
  },
];

/** Signed in, and in every tenant where the person has business. */
export async function atWork({ holder, home, standings }: Person): Promise<Visitor> {
  const visitor = await signedIn(holder());
  for (const place of places) {
    if (place !== home && standings[place]) await visit(visitor, place);
  }
  return visitor;
}

/** Enters a tenant that is not that of the certificate. */
export async function visit(visitor: Visitor, orcamoId: string): Promise<void> {
  const fields = { orcamoId, reason: "権限の確認のためにすべての画面を開きます。" };
  const { text } = await callAction(visitor, `/tenants/${orcamoId}/enter`, serverAction("openVisitAction"), fields);
  if (!text.includes("notice=")) throw new Error(`${orcamoId} was not entered: ${text.slice(0, 300)}`);
}

/** What the person is in their own organisation. */
export function ownStanding({ holder, standings, home }: Person): Standing {
  return holder().loginId.startsWith("vendor") ? "vendor" : (standings[home] ?? "general");
}
