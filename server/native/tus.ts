import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DataStore, Server, Upload } from "@tus/server";
import { canonicalJson } from "#lib/audit/canonical-json.ts";
import { derivedId } from "#lib/platform/derived-id.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { pieceBytes } from "#lib/storage/sealed-file.ts";
import { appendToUpload } from "#lib/uploads/append.ts";
import { beginUpload } from "#lib/uploads/begin.ts";
import { uploadRequestInput } from "#lib/uploads/inputs.ts";
import { loadOwnUpload } from "#lib/uploads/load.ts";
import { receivingKeepDays } from "#lib/uploads/model.ts";
import { removeUpload } from "#lib/uploads/remove.ts";
import { discardRest } from "./refuse-session.ts";
import { send } from "./send.ts";

/**
 * tus 1.0 (https://tus.io/protocols/resumable-upload) by @tus/server, which is given the head of the request alone: the bytes
 * go from the connection to lib/uploads, without a detour over web streams. What it answers goes out without the headers of
 * CORS, since no other site has business here.
 * @throws Refusal what lib/uploads refuses
 */
export async function answerTus(request: IncomingMessage, response: ServerResponse, scope: Scope, id?: string): Promise<void> {
  const store = new UploadStore(scope, request);
  const tus = new Server({
    path: new URL(request.url ?? "/", nowhere).pathname.replace(/\/[^/]*$/, id === undefined ? "$&" : ""),
    datastore: store,
    relativeLocation: true,
    allowedOrigins: [],
    // The row is the lock, for all processes (lib/uploads/claim.ts).
    locker: { newLock: () => ({ lock: async () => {}, unlock: async () => {} }) },
    getFileIdFromRequest: () => id,
    namingFunction: (_request, metadata) => newId(scope, metadata?.requestid),
    onResponseError: (_request, error) => store.failed(error),
  });
  const head = new Request(new URL(request.url ?? "/", nowhere), { method: request.method ?? "", headers: headersOf(request) });
  const answer = await tus.handleWeb(head);
  if (store.failure) throw store.failure;
  discardRest(request);
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !/^(?:access-control-|connection$)/.test(name)));
  await send(response, answer.status, headers, await answer.text());
}

const nowhere = "https://portal.invalid";

class UploadStore extends DataStore {
  override readonly extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  failure: Error | undefined;
  readonly #scope: Scope;
  readonly #request: IncomingMessage;

  constructor(scope: Scope, request: IncomingMessage) {
    super();
    this.#scope = scope;
    this.#request = request;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, metadata } = upload;
    // The library has looked at it, and then takes the 1 out of 1e+21.
    const size = Number(this.#request.headers["upload-length"]);
    await beginUpload(this.#scope, { id, fileName: metadata?.filename ?? "", size, atMost: size });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await loadOwnUpload(this.#scope, id);
    return new Upload({
      id,
      offset: Number(row.offset),
      ...(row.size !== null && { size: Number(row.size) }),
      metadata: { filename: row.fileName },
      creation_date: row.touchedAt.toISOString(),
    });
  }

  override async write(_nothing: unknown, id: string, offset: number): Promise<number> {
    const length = Number(this.#request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
    // What is smaller than a piece and not the end would be sent for ever: only whole pieces count.
    const { size } = await this.getUpload(id);
    if (length < pieceBytes && offset + length !== size) throw tooShort;
    return appendToUpload(this.#scope, { id, offset }, this.#request);
  }

  override async remove(id: string): Promise<void> {
    await loadOwnUpload(this.#scope, id);
    await removeUpload(this.#scope, { id });
  }

  override getExpiration(): number {
    return receivingKeepDays * 86_400_000;
  }

  /** What the library throws itself is an object with a status. The rest is ours, or a fault: the door tells them apart. */
  failed(error: Error | { status_code: number; body: string }): { status_code: number; body: string } | undefined {
    if (!(error instanceof Error) && !isRefusal(error)) return undefined;
    this.failure = error;
    return { status_code: 500, body: "" };
  }
}

const tooShort = { status_code: 400, body: `A part that is not the last one holds ${pieceBytes} bytes or more.\n` };

/** One and the same for one choice of a file in a browser: a beginning whose answer was lost begins nothing anew. */
function newId({ actor, tenant }: Scope, requestId: string | null | undefined): string {
  const { data } = uploadRequestInput.safeParse(requestId ?? undefined);
  return data
    ? derivedId(canonicalJson({ what: "upload", tenant: tenant.id, requestId: data, user: actor.user?.id }))
    : randomUUID();
}

function headersOf({ headers }: IncomingMessage): Headers {
  const single = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return new Headers(single);
}
