import type { TenantListInput } from "#lib/tenants/inputs.ts";

type Query = Readonly<Record<string, string | number | undefined>>;

/** The list's address for a filter and a page. What every list has anyway is left out. */
export function listQuery({ page, ...input }: TenantListInput): Query {
  return { ...filterQuery(input), page: page === 1 ? undefined : page };
}

export function filterQuery({ id, name, kind, state }: Omit<TenantListInput, "page">): Query {
  return {
    id: id || undefined,
    name: name || undefined,
    kind: kind === "all" ? undefined : kind,
    state: state === "all" ? undefined : state,
  };
}
