import { type Account, findAccount, provideAccount, startedByRoot } from "#lib/postgres/os-account.ts";
import { StartFailure } from "#server/start/failure.ts";

const ownName = "orcamo-portal";

/**
 * The operating-system user that PostgreSQL runs as when the portal was started by root: PostgreSQL refuses to run as
 * root. undefined when nothing must be dropped.
 */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (!startedByRoot) return;
  const account = findAccount("postgres");
  if (account) return account;
  return provideAccount(ownName).catch((error: Error) => {
    throw new StartFailure(`PostgreSQL may not run as root, and ${error.message}`);
  });
}
