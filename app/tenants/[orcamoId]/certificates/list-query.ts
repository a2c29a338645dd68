import type { CertificateListInput } from "#lib/certificates/inputs.ts";

type Query = Readonly<Record<string, string | number | undefined>>;

/** The list's address for a filter, a sort and a page. What every list has anyway is left out. */
export function listQuery({ page, ...input }: CertificateListInput): Query {
  return { ...filterQuery(input), page: page === 1 ? undefined : page };
}

/** Without the page: for a search and a sort, which begin at page 1. */
export function filterQuery(input: Omit<CertificateListInput, "page">): Query {
  return {
    cn: input.cn,
    status: input.status === "active" ? undefined : input.status,
    kind: input.kind === "all" ? undefined : input.kind,
    from: input.from,
    to: input.to,
    sort: input.sort === "notAfter" ? undefined : input.sort,
  };
}
