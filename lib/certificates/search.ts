import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import type { Scope } from "../platform/scope.ts";
import type { CertificateSearchInput } from "./inputs.ts";
import { type CertificateKind, type CertificateStatus, statusOf } from "./model.ts";
import { readSearch, type SearchTerms } from "./search-terms.ts";

export interface FoundCertificate {
  readonly id: string;
  readonly number: number;
  readonly generation: number;
  readonly current: boolean;
  readonly commonName: string;
  readonly organization: string;
  readonly status: CertificateStatus;
  readonly kind: CertificateKind;
  readonly notAfter: Date;
  readonly serial: string;
  /** SHA-256 in hex with colons; undefined before it is signed. */
  readonly fingerprint: string | undefined;
  /** A closed organisation is not entered any more. */
  readonly enterable: boolean;
}

export interface SearchResult {
  readonly rows: readonly FoundCertificate[];
  readonly page: Page;
  /** There are more than are counted and paged through. */
  readonly more: boolean;
  readonly errors: SearchTerms["errors"];
  /** Nothing was asked for, so nothing was looked for. */
  readonly idle: boolean;
}

/** 証明書検索 of the console: every generation of every organisation's certificates. */
export async function searchCertificates(scope: Scope, input: CertificateSearchInput): Promise<SearchResult> {
  permit(scope, "console:read");
  const now = scope.clock.now();
  const { where, errors } = readSearch(input, now);
  const unread = Object.keys(errors).length > 0;
  const idle = where.length === 0 && !unread;
  if (idle || unread) return { rows: [], page: pageOf(1, 0, pageSize), more: false, errors, idle };
  const db = officeDb(scope);
  const query = searchQuery(where, input.status);
  // Counted no further than anyone turns pages; in the order of the rows, so that the index that finds them counts them.
  const counted = await db.certificate.count({ ...query, take: countLimit + 1 });
  const page = pageOf(input.page, Math.min(counted, countLimit), pageSize);
  const skip = (page.number - 1) * pageSize;
  const found = await db.certificate.findMany({ ...query, select: fields, skip, take: pageSize });
  const rows = found.map(({ state, thumbprint, line, ...row }) => ({
    ...row,
    enterable: line.tenant.state !== "closed",
    status: statusOf({ state, notAfter: row.notAfter }, now),
    fingerprint: thumbprint === null ? undefined : colons(Buffer.from(thumbprint, "base64url").toString("hex")),
  }));
  return { rows, page, more: counted > countLimit, errors, idle };
}

const pageSize = 20;
const countLimit = 1000;

/** Newest first; what is ending or has expired by its end. Each way of asking has an index (search.test.ts). */
export function searchQuery(where: Prisma.CertificateWhereInput[], status: CertificateSearchInput["status"]) {
  const byEnd = status === "ending" || status === "expired";
  const orderBy: Prisma.CertificateOrderByWithRelationInput[] = byEnd
    ? [{ notAfter: "asc" }, { tenantId: "asc" }, { kind: "asc" }, { number: "asc" }]
    : [{ number: "desc" }, { generation: "desc" }];
  return { where: { AND: where }, orderBy };
}

const fields = {
  id: true,
  number: true,
  generation: true,
  current: true,
  commonName: true,
  organization: true,
  state: true,
  kind: true,
  notAfter: true,
  serial: true,
  thumbprint: true,
  line: { select: { tenant: { select: { state: true } } } },
} as const;

/** `ab:cd:…` in capitals, as certificate viewers show it. */
function colons(hex: string): string {
  return hex.toUpperCase().replace(/(..)(?=.)/g, "$1:");
}
