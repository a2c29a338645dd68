import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import type { Scope } from "#lib/platform/scope.ts";
import { appendToUpload } from "#lib/uploads/append.ts";
import { beginUpload } from "#lib/uploads/begin.ts";
import { finishUpload } from "#lib/uploads/finish.ts";
import { UsageError } from "./command.ts";

/**
 * A file of this machine as an upload, hashed as it is read and compared with what arrived.
 * @returns the upload's id
 * @throws UsageError when it cannot be read; Refusals of uploads
 */
export async function storeFile(scope: Scope, file: string): Promise<string> {
  const size = await sizeOf(file);
  const id = randomUUID();
  const asSystem = { ...scope, actor: { ...scope.actor, user: nobody(scope) } };
  await beginUpload(asSystem, { id, fileName: path.basename(file), size, atMost: size });
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const source = createReadStream(file, { highWaterMark: 1024 * 1024, end: size - 1 });
  source.on("error", (error) => hashing.destroy(error));
  await appendToUpload(asSystem, { id, offset: 0 }, source.pipe(hashing));
  await finishUpload(asSystem, { id, sha256: hash.digest("hex") });
  return id;
}

/** An upload tells who brought it. The command line has no user: the portal itself did, and the log says which program. */
function nobody({ tenant }: Scope) {
  const nil = "00000000-0000-0000-0000-000000000000";
  return { id: nil, loginId: "システム", name: "", organizationId: tenant.id, organization: tenant.orcamoId };
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}).`);
  });
  if (!found.isFile()) throw new UsageError(`${file} is not a file.`);
  return found.size;
}
