import type { CertificateListInput } from "#lib/certificates/inputs.ts";

type Query = Readonly<Record<string, string | number | undefined>>;

type Place = Omit<CertificateListInput, "chosen" | "everything">;

/** The list's address for a filter, a sort and a page. What every list has anyway is left out. */
export function listQuery({ page, ...input }: Place): Query {
  return { ...filterQuery(input), page: page === 1 ? undefined : page };
}

/** The same with its boxes as they were ticked: to come back to from where the password was asked for. */
export function chosenQuery({ chosen, everything, ...input }: CertificateListInput): Query {
  return { ...listQuery(input), chosen: chosen.join(","), everything: everything ? 1 : undefined };
}

/** Without the page: for a search and a sort, which begin at page 1. */
export function filterQuery(input: Omit<Place, "page">): Query {
  return {
    cn: input.cn,
    status: input.status === "active" ? undefined : input.status,
    kind: input.kind === "all" ? undefined : input.kind,
    from: input.from,
    to: input.to,
    sort: input.sort === "notAfter" ? undefined : input.sort,
  };
}
