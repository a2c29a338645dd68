import type { SignInFilterInput } from "#lib/sign-ins/inputs.ts";

/** The filter in an address, of the list or of its CSV: without the place in the list, so that it begins at the first page. */
export function filterQuery({ from, to, result, loginId, certificate, address }: SignInFilterInput) {
  return { from, to, result: result === "all" ? undefined : result, loginId, certificate, address };
}
