import { databasesState } from "#lib/databases/judge-state.ts";
import { explainState } from "#server/cli/check-tenant-databases.ts";
import type { Say } from "./say.ts";

/** The server of the clinics' databases is made ready or, since the portal serves without, what it lacks is said. */
export async function prepareClinicsDatabases(say: Say): Promise<void> {
  const { state, about, todo } = explainState(await databasesState());
  if (state !== "OK") say(`${about}. Until then the portal goes on without imports and dumps: ${todo}.`);
}
