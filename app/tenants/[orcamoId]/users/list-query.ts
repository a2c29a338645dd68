import type { UserListInput } from "#lib/users/inputs.ts";

type Query = Readonly<Record<string, string | number | undefined>>;

/** The list's address for a filter and a page. What every list has anyway is left out. */
export function listQuery({ page, ...input }: UserListInput): Query {
  return { ...filterQuery(input), page: page === 1 ? undefined : page };
}

/** Without the page: a search begins at page 1. */
export function filterQuery({ loginId, name, kana, role, state }: Omit<UserListInput, "page">): Query {
  return { loginId, name, kana, role: role === "all" ? undefined : role, state: state === "all" ? undefined : state };
}
