import type { Places } from "#lib/platform/places.ts";

/** How many renewals, and files of them, are worked on or wait for it: some seconds' work on two cores. */
export const renewals: Places = { name: "renewals", all: 400, tenant: 200, full: "RENEWALS_BUSY" };
