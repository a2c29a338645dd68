import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { env } from "#lib/platform/env.ts";
import { StartFailure } from "./failure.ts";

/** What stopped the start, for the operator: a sentence with cause and action, or the stack of a fault of ours. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StartFailure || error.message.startsWith("Setting ") || isSentence(error)) return error.message;
  if (error.name === "EnvelopeError") {
    return `${env().keyEncryptionKeyFile} is not the key that the database was sealed with (${error.message}): put the right file there, or name it in PORTAL_KEY_ENCRYPTION_KEY_FILE.`;
  }
  const refused = refusedFile(error);
  if (refused) return refused;
  if (isDatabaseAway(error))
    return `The database went away during the start (${error.message}): see that PostgreSQL runs, then start again.`;
  return `${error.stack ?? error.message}\nThis is a fault of the portal, not of its settings: please report the lines above.`;
}

/** No right, no room, a disk that is gone: what the file system refuses is for the operator to mend. */
function refusedFile(error: Error): string | undefined {
  if (!("code" in error && "syscall" in error)) return;
  // A write to a file that is open fails without its name: then only what a disk alone says is taken for one.
  const codes = "path" in error ? /^(EACCES|EPERM|EROFS|ENOSPC|EDQUOT|EIO|ENOTDIR|ENXIO|ESTALE)$/ : /^(ENOSPC|EDQUOT|EIO)$/;
  if (!codes.test(String(error.code))) return;
  const place = "path" in error ? String(error.path) : "A file in use";
  return `${place}: the system refuses it (${error.syscall}, ${error.code}): see that this user may use it and that the disk is sound and has room.`;
}

/** The house's own words for the operator are a plain Error that ends with a full stop; a fault never does. */
function isSentence(error: Error): boolean {
  return error.constructor === Error && !("code" in error) && error.message.endsWith(".");
}
