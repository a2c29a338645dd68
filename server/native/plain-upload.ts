import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { canonicalJson } from "#lib/audit/canonical-json.ts";
import { derivedId } from "#lib/platform/derived-id.ts";
import { env } from "#lib/platform/env.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { uploadRequestInput } from "#lib/uploads/inputs.ts";
import { receiveWhole } from "#lib/uploads/receive-whole.ts";
import type { NativeRoute } from "./native-route.ts";
import { discardRest } from "./refuse-session.ts";
import { send } from "./send.ts";
import { sessionRoute } from "./session-route.ts";
import { addresses } from "./way-on.ts";

/**
 * The form without a script: the file in one go, as multipart/form-data (RFC 7578), streamed as it comes.
 * @param patience in milliseconds, until the file begins: from there on lib/uploads looks after the sender
 */
export function plainUpload(patience = 60_000): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/upload",
      methods: ["POST"],
      permission: "databases:upload",
      page: "/tenants/[orcamoId]/apps/orca/db_imports/new",
      ownClock: true,
    },
    async (request, response, scope) => {
      const id = await receiveForm(request, scope, patience);
      discardRest(request);
      const place = `${addresses.upload(scope.tenant.orcamoId, id)}?notice=file-uploaded`;
      await send(response, 303, { Location: new URL(place, env().origin).href }, "");
    },
  );
}

/** @returns the id of the upload. @throws Refusal INPUT_INVALID for what is no such form, and what receiveWhole refuses */
async function receiveForm(request: IncomingMessage, scope: Scope, patience: number): Promise<string> {
  const atMost = Number(request.headers["content-length"]);
  if (!request.headers["content-type"]?.startsWith("multipart/form-data") || !(atMost > 0)) throw new Refusal("INPUT_INVALID");
  const form = openForm(request);
  const brokenOff = new Refusal("UPLOAD_NOT_WHOLE");
  const waiting = setTimeout(() => request.destroy(), patience);
  request.once("close", () => clearTimeout(waiting));
  return new Promise((resolve, reject) => {
    let requestId: string | undefined;
    let hasFile = false;
    form.on("field", (name, value) => {
      if (name === "requestId") requestId = uploadRequestInput.safeParse(value).data;
    });
    form.once("file", (_name: string, file: Readable, fileName: string | undefined) => {
      clearTimeout(waiting);
      // A connection that breaks ends the form, but not the file in it; unheard, its error would end the process.
      file.on("error", () => file.destroy(brokenOff));
      request.once("close", () => {
        if (!request.complete) file.destroy(brokenOff);
      });
      hasFile = true;
      // Answered at once; what may still be coming goes nowhere.
      resolve(receive(scope, { requestId, fileName: fileName ?? "", atMost }, file).finally(() => file.resume()));
    });
    // With a file in it, that one's end is the form's.
    const without = (refusal: Refusal) => {
      if (!hasFile) reject(refusal);
    };
    form.once("finish", () => without(new Refusal("UPLOAD_EMPTY")));
    form.on("error", () => without(brokenOff));
    request.once("close", () => without(brokenOff));
    request.pipe(form);
  });
}

function receive(
  scope: Scope,
  { requestId, fileName, atMost }: { requestId: string | undefined; fileName: string; atMost: number },
  file: Readable,
): Promise<string> {
  const user = scope.actor.user?.id;
  const id = requestId
    ? derivedId(canonicalJson({ what: "plain-upload", tenant: scope.tenant.id, requestId, user }))
    : randomUUID();
  return receiveWhole(scope, { id, fileName, atMost }, file);
}

function openForm(request: IncomingMessage) {
  const limits = { files: 1, fields: 5, fieldSize: 1000, parts: 6 };
  try {
    return new Busboy({ headers: request.headers as BusboyHeaders, limits });
  } catch {
    // Without a boundary, or one that is too long.
    throw new Refusal("INPUT_INVALID");
  }
}
