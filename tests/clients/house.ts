import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

/** A portal's data with one clinic, on a database of its own. */
export interface FieldHouse extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly clinic: Scope;
}

/**
 * Renewal opens 100 days before the end, as it does outside of a demonstration.
 * @param keyPool how many keys there may be that were made ahead; nobody fills them in here
 */
export async function openFieldHouse(keyPool = 0): Promise<FieldHouse> {
  Object.assign(process.env, { PORTAL_RENEWAL_WINDOW_DAYS: "100", PORTAL_KEY_POOL: String(keyPool) });
  const database = await openTestDatabase();
  const { makeTenant, prepareHouse } = await import("#tests/scopes.ts");
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await prepareHouse();
  const close = async () => {
    await stopJobSender();
    await database.close();
  };
  return { database, clinic: await makeTenant("u00000014"), [Symbol.asyncDispose]: close };
}
