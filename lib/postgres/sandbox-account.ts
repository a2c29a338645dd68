import { once } from "../platform/once.ts";
import { type Account, provideAccount, startedByRoot } from "./os-account.ts";

const name = "orcamo-import";

/**
 * The operating-system user that reads strangers' archives: it owns nothing but the directories of running jobs.
 * undefined, and then the portal's own user, where the portal does not run as root and may become nobody else.
 */
export function sandboxAccount(): Promise<Account | undefined> {
  return once("sandbox-account", () => (startedByRoot ? provideAccount(name) : Promise.resolve(undefined)));
}
