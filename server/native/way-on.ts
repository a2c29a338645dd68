import type { Refusal } from "#lib/platform/refusal.ts";

/** The same as in app/_doors/paths.ts, which the server may not import; a test holds them together. */
export const addresses = {
  password: "/password",
  enter: (back: string) => `/api/auth/signin?callbackUrl=${encodeURIComponent(back)}`,
  signInCode: (back: string) => `/sign-in/code?${new URLSearchParams({ back })}`,
  enterTenant: (orcamoId: string, back: string) => `/tenants/${orcamoId}/enter?${new URLSearchParams({ back })}`,
  upload: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/uploads/${id}`,
  proof: (back: string) => `/proof?${new URLSearchParams({ back })}`,
} as const;

/**
 * Where a person at a browser is sent in place of an answer: to what must be done first, or back to the page, with the
 * refusal's code. Undefined: there is no such place, and the sentence itself is the answer.
 */
export function wayOn({ code, facts }: Refusal, page: string): string | undefined {
  if (facts.instead === addresses.password) return addresses.password;
  if (code === "SIGN_IN_REQUIRED") return addresses.enter(page);
  if (code === "CODE_REQUIRED") return addresses.signInCode(page);
  if (code === "VISIT_REQUIRED") return addresses.enterTenant(String(facts.orcamoId), page);
  if (code === "PROOF_REQUIRED") return addresses.proof(page);
  // Who may not be here may not see the page either.
  if (elsewhereToo.includes(code)) return undefined;
  return `${page}?refusal=${code}`;
}

const elsewhereToo: readonly Refusal["code"][] = ["NOT_FOUND", "NOT_PERMITTED", "CLINIC_CERTIFICATE_REQUIRED", "DATABASE_AWAY"];
