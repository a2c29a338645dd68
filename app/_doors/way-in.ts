import { paths } from "./paths.ts";

/**
 * Where to go on after entering: a page inside the tenant, or its TOP. Never an address that leads out of it, nor back
 * to entering; a message of before is not said again.
 */
export function wayIn(orcamoId: string, back: string | undefined): string {
  const top = paths.top(orcamoId);
  const target = back?.startsWith("/") ? URL.parse(back, nowhere) : null;
  if (target?.origin !== nowhere) return top;
  const inside = target.pathname === top || target.pathname.startsWith(`${top}/`);
  if (!inside || target.pathname === paths.enterTenant(orcamoId)) return top;
  for (const said of ["notice", "refusal"]) target.searchParams.delete(said);
  return `${target.pathname}${target.search}`;
}

const nowhere = "https://portal.invalid";
