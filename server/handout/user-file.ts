import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { handedOutPassword, handOutText } from "#lib/hand-outs/text.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { createUser } from "#lib/users/create.ts";
import { makeInitialPassword } from "#lib/users/initial-password.ts";
import type { CreateUserInput } from "#lib/users/inputs.ts";
import { writePrivate } from "#server/start/write-private.ts";

/**
 * A new user whose login ID and password lie in a file, mode 0600. The file is written first, so that no user exists
 * whose password nobody has; done again after an interruption, the password in the file is the user's.
 * @throws Refusal LOGIN_ID_TAKEN
 */
export async function createUserWithFile(scope: Scope, input: CreateUserInput, file: string): Promise<void> {
  const kept = existsSync(file) ? handedOutPassword(readFileSync(file, "utf8")) : undefined;
  const password = kept ?? makeInitialPassword();
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!kept) writePrivate(file, handOutText(scope.tenant, { ...input, password }));
  try {
    await createUser(scope, input, password);
  } catch (error) {
    if (isRefusal(error) && !kept) rmSync(file);
    throw error;
  }
}
