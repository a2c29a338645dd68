import { z } from "zod";

const day = 86_400_000;
const japan = 9 * 3_600_000; // no daylight saving since 1951

const profileShape = z
  .object({
    modulusLength: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]),
    validity: z.union([z.object({ years: z.int().min(1).max(30) }), z.object({ days: z.int().min(1).max(397) })]),
    atLeastUntil: z.date().optional(),
    authority: z.boolean(),
    keyUsage: z.array(z.enum(["digitalSignature", "keyEncipherment", "keyCertSign", "cRLSign"])).min(1),
    extendedKeyUsage: z.array(z.enum(["clientAuth", "serverAuth"])),
  })
  .refine((p) => p.authority === p.keyUsage.includes("keyCertSign"), "an authority, and nobody else, signs certificates")
  .refine((p) => p.authority !== p.extendedKeyUsage.length > 0, "a leaf says what it is for; an authority is not narrowed");

export type Profile = z.infer<typeof profileShape>;
export type ProfileName = keyof typeof profiles;

/** What each sort of certificate may be. Checked when the module is loaded: a wrong profile stops the start. */
export const profiles = {
  /** Terminals and people: 3 years, same day (PRODUCT.md §3; seed 000 p. 1). */
  client: profileShape.parse({
    modulusLength: 2048,
    validity: { years: 3 },
    authority: false,
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["clientAuth"],
  }),
  /**
   * The portal's own TLS certificate. 90 days: the worker renews it by itself, so a short life costs nobody anything,
   * a stolen key dies soon, and a renewal that does not work is noticed while somebody still remembers it. Browsers
   * refuse more than 398 days.
   */
  server: profileShape.parse({
    modulusLength: 2048,
    validity: { days: 90 },
    authority: false,
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["serverAuth"],
  }),
  /** `CN=ca`: 20 years, never less than through 2037. RSA, because clients of the Java 8 age must read it. */
  root: profileShape.parse({
    modulusLength: 3072,
    validity: { years: 20 },
    atLeastUntil: new Date("2037-12-31T23:59:59Z"),
    authority: true,
    keyUsage: ["keyCertSign", "cRLSign"],
    extendedKeyUsage: [],
  }),
} as const;

/** The last second of validity. Years keep day and time of the Japanese calendar; 29 February becomes the 28th. */
export function validUntil(name: ProfileName, notBefore: Date): Date {
  const { validity, atLeastUntil }: Profile = profiles[name];
  const start = wholeSeconds(notBefore);
  const end = "years" in validity ? sameDayInJapan(start, validity.years) : new Date(start.getTime() + validity.days * day);
  return atLeastUntil && atLeastUntil > end ? atLeastUntil : end;
}

/** Certificates know no milliseconds (RFC 5280 §4.1.2.5): what the database remembers must be what was signed. */
export function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

function sameDayInJapan(start: Date, years: number): Date {
  const wall = new Date(start.getTime() + japan);
  const month = wall.getUTCMonth();
  wall.setUTCFullYear(wall.getUTCFullYear() + years);
  if (wall.getUTCMonth() !== month) wall.setUTCDate(0);
  return new Date(wall.getTime() - japan);
}
