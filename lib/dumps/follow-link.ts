import type { Readable } from "node:stream";
import { admit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { readPieces } from "../storage/read-pieces.ts";
import { hashOf, peerThumbprint } from "./open-link.ts";
import { storedDump } from "./stored-file.ts";

export interface LinkedDump {
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  /** @param end exclusive */
  read(start: number, end: number): Readable;
}

/**
 * What is behind a link of this session and this certificate. The password was shown when it was made: it is not asked for
 * again, or a download of half an hour could not be resumed.
 * @throws Refusal DUMP_LINK_GONE, and nothing tells whether it was another's, expired or never there
 */
export async function followDumpLink(scope: Scope, token: string, fileName: string): Promise<LinkedDump> {
  admit(scope, "databases:download-dump");
  const { actor, clock, db } = scope;
  const thumbprint = peerThumbprint();
  if (!actor.sessionId || !thumbprint) throw new Refusal("DUMP_LINK_GONE");
  const link = await db.dumpLink.findFirst({
    where: {
      ...{ tokenHash: hashOf(token), expiresAt: { gt: clock.now() } },
      ...{ sessionId: actor.sessionId, thumbprint },
    },
    select: {
      dump: { select: { id: true, attempt: true, state: true, fileName: true, size: true, sha256: true, keyEnvelope: true } },
    },
  });
  const dump = link?.dump;
  if (dump?.state !== "done" || dump.fileName !== fileName) throw new Refusal("DUMP_LINK_GONE");
  const { id, attempt, sha256, keyEnvelope } = dump;
  if (!keyEnvelope || !sha256 || dump.size === null) throw new Refusal("DUMP_LINK_GONE");
  const size = Number(dump.size);
  const file = storedDump(scope, { id, attempt, keyEnvelope });
  return { fileName, size, sha256, read: (start, end) => readPieces(file, size, start, end) };
}
