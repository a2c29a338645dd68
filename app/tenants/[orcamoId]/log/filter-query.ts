import type { LogListInput } from "#lib/audit/inputs.ts";

/** The filter in an address, without the place in the list: a new search begins at the newest entry. */
export function filterQuery({ from, to, action, person }: LogListInput) {
  return { from, to, action: action === "all" ? undefined : action, person };
}
