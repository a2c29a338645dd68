import type { NoticeListInput } from "#lib/notices/inputs.ts";

/** The list's address for a filter and a page. What every list has anyway is left out. */
export function listQuery({ status, audience, tenant, page }: NoticeListInput) {
  return {
    status: status === "all" ? undefined : status,
    audience: audience === "all" ? undefined : audience,
    tenant,
    page: page === 1 ? undefined : page,
  };
}
