import { env } from "#lib/platform/env.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { storageSpace } from "#lib/storage/sealed-file.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const gibibyte = 2 ** 30;

/** Where uploads and dumps are kept: reached, and with room. */
export async function checkStorage(): Promise<Finding> {
  const { storageBucket, storageDir } = env();
  const about = storageBucket ? `storage bucket ${storageBucket.bucket}` : `storage directory ${storageDir}`;
  try {
    const space = await storageSpace();
    if (!space) return ok(`${about} is reachable`);
    const free = space.freeBytes / gibibyte;
    const fact = `${about} has ${free.toFixed(1)} GiB free`;
    if (free < 1) return fail(fact, "make room: no upload and no dump fits");
    return free < 20 ? warn(fact, "make room: an upload alone may have PORTAL_UPLOAD_MAX_GB") : ok(fact);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const cause = String(error.facts.cause);
    return fail(`${about} cannot be used: ${cause}`, todos[cause] ?? (storageBucket ? reach : give));
  }
}

const reach = "check PORTAL_S3_ENDPOINT and whether this machine reaches it";
const give = "give it to this user, or name another in PORTAL_STORAGE_DIR";

/** Of S3, by its own names. */
const todos: Readonly<Record<string, string>> = {
  NoSuchBucket: "make the bucket, or name another in PORTAL_S3_BUCKET",
  InvalidAccessKeyId: "check PORTAL_S3_ACCESS_KEY",
  SignatureDoesNotMatch: "check PORTAL_S3_SECRET_KEY",
  AccessDenied: "let the key of PORTAL_S3_ACCESS_KEY list, read, write and remove objects of the bucket",
  PermanentRedirect: "check PORTAL_S3_REGION",
};
