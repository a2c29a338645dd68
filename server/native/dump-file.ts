import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { followDumpLink, type LinkedDump } from "#lib/dumps/follow-link.ts";
import { type Places, takePlace } from "#lib/platform/places.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { requireStillOpen } from "#lib/sessions/still-open.ts";
import type { NativeRoute } from "./native-route.ts";
import { askedRange } from "./ranges.ts";
import { sessionRoute } from "./session-route.ts";

/**
 * The file behind a link (lib/dumps/open-link.ts). The password was shown for the link; here it is not asked for again, so that
 * a browser or `curl -C -` can resume until the link is over.
 * @param patience in milliseconds, for a reader who takes nothing: it resumes when it goes on
 */
export function dumpFile(patience = 5 * 60_000): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/dump-files/[token]/[fileName]",
      methods: ["GET", "HEAD"],
      permission: "databases:dump",
      page: "/tenants/[orcamoId]/apps/orca/db_dumps",
    },
    async (request, response, scope, { token = "", fileName = "" }) => {
      const dump = await followDumpLink(scope, token, fileName);
      using _place = request.method === "GET" ? takePlace(readers, scope.tenant.id) : undefined;
      response.setTimeout(patience, () => response.destroy());
      await answerFile(request, response, scope, dump);
    },
  );
}

async function answerFile(request: IncomingMessage, response: ServerResponse, scope: Scope, dump: LinkedDump): Promise<void> {
  const { fileName, size, sha256 } = dump;
  const etag = `"${sha256}"`;
  const range = askedRange(request, size, etag);
  const always = { "Accept-Ranges": "bytes", ETag: etag, "Content-Type": "application/octet-stream" };
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...always, "Content-Range": `bytes */${size}`, "Content-Length": 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size };
  response.writeHead(range ? 206 : 200, {
    ...always,
    "Content-Disposition": `attachment; filename="${fileName}"`,
    "Content-Length": end - start,
    ...(range && { "Content-Range": `bytes ${start}-${end - 1}/${size}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  // Cut off rather than whole with a wrong end: the length says that there should have been more.
  await pipeline(whileAllowed(scope, dump.read(start, end)), response).catch(() => response.destroy());
}

/** Each takes some 24 MiB: two pieces, one of them sealed. */
const readers: Places = { name: "downloads", all: 16, tenant: 6, full: "DOWNLOADS_BUSY" };

const askEveryMs = 1000;

/** Once a second, and not for each of thousands of chunks: whether the person may still have it. */
async function* whileAllowed(scope: Scope, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let askedAt = Date.now();
  for await (const chunk of chunks) {
    if (Date.now() - askedAt >= askEveryMs) {
      await requireStillOpen(scope);
      askedAt = Date.now();
    }
    yield chunk;
  }
}
